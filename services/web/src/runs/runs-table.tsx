/** Runs as a table: one line each, with what can be done about it. */
import type { RunView } from '@camfleet/protocol';
import { hrefOf } from '../router/route.js';
import { doneRows } from '../run/done-rows.js';
import { RunActions } from '../run/run-actions.js';
import { inDuration, inFullTime, inPercent, inRate, inShortTime, inWhole } from '../ui/numbers.js';
import { RunMeter } from '../ui/run-meter.js';
import { RunStateMark } from '../ui/run-state.js';

interface RunsProps {
  readonly runs: readonly RunView[];
  /** Called when a run was changed from here. */
  readonly onChange: () => void;
}

export function RunsTable({ runs, onChange }: RunsProps) {
  return (
    <div class="sheet runs-sheet">
      <table class="runs">
        <caption class="unseen">Runs, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Progress</th>
            <th scope="col" class="ends">
              Images/s
            </th>
            <th scope="col" class="ends">
              Time
            </th>
            <th scope="col" class="ends">
              GT-known
            </th>
            <th scope="col">
              <span class="unseen">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunLine key={run.run} run={run} onChange={onChange} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunLine({ run, onChange }: { readonly run: RunView; readonly onChange: () => void }) {
  return (
    <tr>
      <th scope="row">
        <a class="run-name" href={hrefOf({ view: 'run', run: run.run })}>
          {run.run}
        </a>
        <small class="soft run-facts">
          {run.model} · {run.policy} ·{' '}
          <time dateTime={run.createdAt} title={inFullTime(run.createdAt)}>
            {inShortTime(run.createdAt)}
          </time>
        </small>
      </th>
      <td>
        <RunStateMark state={run.state} />
      </td>
      <td class="run-progress">
        <RunMeter run={run} />
        <small class="soft number">
          {run.rows === null ? 'scanning' : `${inWhole(doneRows(run))} of ${inWhole(run.rows)}`}
          {run.counts !== null && run.counts.failed > 0 && (
            <span class="run-failed"> · {inWhole(run.counts.failed)} failed</span>
          )}
        </small>
      </td>
      <td class="ends number">{rateOf(run)}</td>
      <td class="ends number">{timeOf(run)}</td>
      <td class="ends number">{inPercent(run.accuracy?.gtKnown ?? null)}</td>
      <td class="ends">
        <RunActions run={run} onChange={onChange} compact />
      </td>
    </tr>
  );
}

function rateOf({ summary, imagesPerSecond }: RunView): string {
  const rate = summary?.imagesPerSecond ?? imagesPerSecond;
  return rate === null ? '–' : inRate(rate);
}

function timeOf({ summary, secondsLeft }: RunView): string {
  if (summary !== null) return inDuration(summary.seconds);
  return secondsLeft === null ? '–' : `${inDuration(secondsLeft)} left`;
}
