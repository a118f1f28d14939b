/** What was expected of a run, beside what came of it. */
import type { RunView } from '@camfleet/protocol';
import { inDuration, inPercent, inRate } from '../ui/numbers.js';

export function RunEstimate({ estimate }: { readonly estimate: NonNullable<RunView['estimate']> }) {
  const { seconds, imagesPerSecond, failures, sampled, actual } = estimate;
  const took = actual?.seconds ?? null;
  const isInside = took !== null && took >= seconds.low && took <= seconds.high;
  return (
    <section class="sheet" aria-labelledby="estimate">
      <header>
        <h2 id="estimate">Expected, and what came of it</h2>
        <span class="soft number">from {sampled} rows</span>
      </header>
      <div class="inside">
        <table class="estimate number">
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">What</span>
              </th>
              <th scope="col">Expected</th>
              <th scope="col">Was</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Time</th>
              <td>
                {inDuration(seconds.expected)}{' '}
                <small class="soft">
                  {inDuration(seconds.low)} to {inDuration(seconds.high)}
                </small>
              </td>
              <td>
                {took === null ? '–' : inDuration(took)}{' '}
                {took !== null && <small class="soft">{isInside ? 'as expected' : 'outside'}</small>}
              </td>
            </tr>
            <tr>
              <th scope="row">Images/s</th>
              <td>{inRate(imagesPerSecond)}</td>
              <td>{actual === null ? '–' : inRate(actual.imagesPerSecond)}</td>
            </tr>
            <tr>
              <th scope="row">Failures</th>
              <td>{inPercent(failures.expected)}</td>
              <td>{actual === null ? '–' : inPercent(actual.failures)}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}
