/** One picture in two runs, side by side, and what the second gains. */
import type { BoxPolicy } from '@camfleet/cam';
import type { OutcomeView } from '@camfleet/protocol';
import { memo } from 'preact/compat';
import { useMemo } from 'preact/hooks';
import { Iou, percent } from '../gallery/figures.js';
import { PictureFrame } from '../gallery/picture-frame.js';
import { picturePath } from '../gallery/picture-path.js';
import { type SeenOutcome, seeOutcome } from '../gallery/seen-outcome.js';
import type { Pair } from './comparison.js';

interface PairTileProps {
  readonly runs: readonly [string, string];
  readonly policies: readonly [BoxPolicy, BoxPolicy];
  readonly pair: Pair;
  readonly heat: number;
  readonly width: number;
}

/** Between the two pictures. */
const gap = 2;

export const PairTile = memo(function PairTile({ runs, policies, pair, heat, width }: PairTileProps) {
  const { first, second } = pair;
  const side = (width - gap) / 2;
  const seenFirst = useMemo(() => seeOutcome(first, policies[0], 'worst'), [first, policies[0]]);
  const seenSecond = useMemo(() => seeOutcome(second, policies[1], 'worst'), [second, policies[1]]);
  return (
    <div class="pair">
      <Half run={runs[0]} name="A" outcome={first} seen={seenFirst} heat={heat} side={side} />
      <Half run={runs[1]} name="B" outcome={second} seen={seenSecond} heat={heat} side={side} />
      <Gain first={seenFirst.iou} second={seenSecond.iou} id={first.id} />
    </div>
  );
});

interface HalfProps {
  readonly run: string;
  readonly name: string;
  readonly outcome: OutcomeView;
  readonly seen: SeenOutcome;
  readonly heat: number;
  readonly side: number;
}

function Half({ run, name, outcome, seen, heat, side }: HalfProps) {
  const shown = outcome.classes[seen.place];
  return (
    <div class="half">
      {outcome.outcome === 'ok' ? (
        <PictureFrame
          path={picturePath(run, outcome.index, side)}
          outcome={outcome}
          seen={seen}
          frameWidth={side}
          frameHeight={side}
          heatSide={64}
          heat={heat}
          alt=""
        />
      ) : (
        <div class="well">
          <strong>{outcome.error?.code ?? outcome.outcome}</strong>
        </div>
      )}
      <div class="caption">
        <span class="name">
          <b>{name}</b> {shown?.name ?? ''}
        </span>
        <span class="score number">{shown === undefined ? '' : percent(shown.score)}</span>
        <Iou iou={seen.iou} isRight={seen.isRight} />
      </div>
    </div>
  );
}

/** Whose box is better, in words and by how much. */
function Gain({ first, second, id }: { first: number | null; second: number | null; id: string }) {
  const difference = first === null || second === null ? null : second - first;
  return (
    <p class="gain">
      <span class="soft">{id}</span>
      {difference === null ? (
        <span class="soft">not judged</span>
      ) : (
        <strong class="number" data-gain={difference}>
          {difference === 0 ? 'equal' : `${difference > 0 ? 'B' : 'A'} by ${Math.abs(difference).toFixed(2)}`}
        </strong>
      )}
    </p>
  );
}
