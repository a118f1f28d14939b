/** What is known of one picture: its boxes and truth, or what went wrong and what to do. */
import type { Box, BoxPolicy } from '@camfleet/cam';
import { failureTable } from '@camfleet/contracts';
import type { OutcomeView } from '@camfleet/protocol';
import type { ComponentChildren } from 'preact';
import { Iou } from './figures.js';
import { thresholdOfPolicy } from './policy-at.js';
import type { SeenOutcome } from './seen-outcome.js';

interface DetailFactsProps {
  readonly outcome: OutcomeView;
  readonly seen: SeenOutcome;
  readonly policy: BoxPolicy;
}

const cornersOf = (box: Box): string => box.map((value) => Math.round(value * 10) / 10).join(', ');

/** A true class by its number. */
const nameOf = ({ labels, names }: NonNullable<OutcomeView['truth']>, label: number): string =>
  names[labels.indexOf(label)] ?? String(label);

export function DetailFacts({ outcome, seen, policy }: DetailFactsProps) {
  const { error, truth, width, height, warnings } = outcome;
  const threshold = thresholdOfPolicy(policy);
  return (
    <>
      {error !== null && (
        <div class="note bad failure">
          <div>
            <h3>{error.code}</h3>
            <p>{failureTable[error.code].help}.</p>
            <pre>{error.message}</pre>
            <p>
              <small>
                At the step “{error.stage}”. Once it is put right, <code>camfleet retry-failed</code> tries it
                again.
              </small>
            </p>
          </div>
        </div>
      )}
      {outcome.outcome === 'skipped' && <p class="note">It was not tried: the run was cancelled before.</p>}
      <dl class="known">
        {outcome.outcome === 'ok' && (
          <>
            <Fact name="IoU">
              <Iou iou={seen.iou} isRight={seen.isRight} />
            </Fact>
            <Fact name="Found">
              {seen.found.length === 0 ? 'no box' : cornersOf(seen.found[0]!)}
              {threshold !== null && <span class="soft"> at {Math.round(100 * threshold)} %</span>}
            </Fact>
          </>
        )}
        {truth !== null && (
          <Fact name="True">
            {truth.names.join(', ')}
            {truth.boxes.map(({ box, label }) => (
              <span key={`${label} ${box.join()}`} class="corners">
                {cornersOf(box)}
                {label !== null && truth.labels.length > 1 && ` ${nameOf(truth, label)}`}
              </span>
            ))}
          </Fact>
        )}
        {width !== null && height !== null && (
          <Fact name="Size">
            {width} × {height}
          </Fact>
        )}
        <Fact name="Row">{outcome.index}</Fact>
        <Fact name="Address">
          <code>{outcome.uri}</code>
        </Fact>
      </dl>
      {warnings.length > 0 && (
        <div class="note warn">
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
