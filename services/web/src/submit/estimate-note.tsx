/** What a run will take, from some of its rows that were tried. */
import type { EstimateView } from '@camfleet/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { inBytes, inDuration, inPercent, inRate, inWhole } from '../ui/numbers.js';
import { ProblemNote } from '../ui/problem-note.js';

/** How often a probe that goes on is asked for, in ms. */
const askMs = 700;

interface EstimateNoteProps {
  /** What was answered when it was begun. */
  readonly first: EstimateView;
  /** Told its id once its figures are there. */
  readonly onReady: (id: string) => void;
}

export function EstimateNote({ first, onReady }: EstimateNoteProps) {
  const [everyMs, setEveryMs] = useState<number | null>(askMs);
  const path = `/v1/estimates/${encodeURIComponent(first.id)}`;
  const { data, problem } = useResource<EstimateView>(path, everyMs);
  const estimate = data ?? first;
  const isReady = estimate.seconds !== null;
  useEffect(() => {
    if (isReady) onReady(first.id);
    setEveryMs(isReady ? null : askMs);
  }, [isReady, first.id]);
  const { rows, sampled, imagesPerSecond, seconds, failures, bytes, reason } = estimate;
  return (
    <section class="sheet" aria-labelledby="estimate" aria-live="polite">
      <header>
        <h2 id="estimate">What it will take</h2>
        {sampled !== null && rows !== null && (
          <span class="soft number">
            {inWhole(sampled)} of {inWhole(rows)} rows tried
          </span>
        )}
      </header>
      <div class="inside">
        <ProblemNote problem={problem} />
        {reason !== null && <p class="note warn">{reason}</p>}
        {seconds === null && reason === null && (
          <p class="soft">Some rows from all over the manifest are tried …</p>
        )}
        {seconds !== null && (
          <dl class="standing-figures number">
            <Figure name="Time" value={inDuration(seconds.expected)}>
              {inDuration(seconds.low)} to {inDuration(seconds.high)}
            </Figure>
            <Figure name="Images/s" value={inRate(imagesPerSecond!)} />
            <Figure name="Failures" value={inPercent(failures!.expected)}>
              {Object.keys(failures!.codes).join(', ')}
            </Figure>
            <Figure name="In the store" value={inBytes(bytes!)} />
          </dl>
        )}
      </div>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly children?: preact.ComponentChildren;
}

function Figure({ name, value, children }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value} <small>{children}</small>
      </dd>
    </div>
  );
}
