/** How far a run is, in the figures that one looks for first. */
import type { RunView } from '@camfleet/protocol';
import { inDuration, inRate, inWhole } from '../ui/numbers.js';
import { RunMeter } from '../ui/run-meter.js';
import { RunStateMark } from '../ui/run-state.js';
import { doneRows } from './done-rows.js';

export function RunStanding({ run }: { readonly run: RunView }) {
  const { rows, counts, summary, reason, state } = run;
  const rate = summary?.imagesPerSecond ?? run.imagesPerSecond;
  return (
    <section class="sheet standing" aria-label="How it stands">
      <div class="inside stack">
        <dl class="standing-figures">
          <div>
            <dt>State</dt>
            <dd class="standing-state" aria-live="polite">
              <RunStateMark state={state} />
            </dd>
          </div>
          <Figure
            name="Images done"
            value={inWhole(doneRows(run))}
            unit={rows === null ? '' : `of ${inWhole(rows)}`}
          />
          <Figure name="Images/s" value={rate === null ? '–' : inRate(rate)} />
          {summary === null ? (
            <Figure name="Time left" value={run.secondsLeft === null ? '–' : inDuration(run.secondsLeft)} />
          ) : (
            <Figure name="Time taken" value={inDuration(summary.seconds)} />
          )}
          <Figure
            name="Failed"
            value={inWhole(counts?.failed ?? 0)}
            tone={(counts?.failed ?? 0) > 0 ? 'bad' : ''}
          />
          {(counts?.skipped ?? 0) > 0 && <Figure name="Skipped" value={inWhole(counts!.skipped)} />}
        </dl>
        <RunMeter run={run} />
        {reason !== null && <p class={`note ${state === 'failed' ? 'bad' : 'warn'}`}>{reason}</p>}
      </div>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly tone?: 'bad' | '';
}

function Figure({ name, value, unit = '', tone = '' }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={`number ${tone}`}>
        {value} {unit !== '' && <small>{unit}</small>}
      </dd>
    </div>
  );
}
