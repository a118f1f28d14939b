/** One picture of the gallery, or why there is none. */
import type { BoxPolicy } from '@camfleet/cam';
import { failureTable } from '@camfleet/contracts';
import type { OutcomeView } from '@camfleet/protocol';
import { memo } from 'preact/compat';
import { useMemo } from 'preact/hooks';
import { Iou, percent } from './figures.js';
import { PictureFrame } from './picture-frame.js';
import { picturePath } from './picture-path.js';
import { seeOutcome } from './seen-outcome.js';

export interface TileProps {
  readonly run: string;
  readonly outcome: OutcomeView;
  readonly policy: BoxPolicy;
  readonly wish: 'predicted' | 'true';
  readonly heat: number;
  /** Of the picture's square frame, in CSS pixels. */
  readonly side: number;
}

/** Pixels of a tile's heat. */
const heatSide = 64;

export const Tile = memo(function Tile({ run, outcome, policy, wish, heat, side }: TileProps) {
  const seen = useMemo(() => seeOutcome(outcome, policy, wish), [outcome, policy, wish]);
  if (outcome.outcome !== 'ok') return <MissingTile outcome={outcome} />;
  const shown = outcome.classes[seen.place];
  const isTrue = shown !== undefined && (outcome.truth?.labels.includes(shown.class) ?? false);
  return (
    <>
      <PictureFrame
        path={picturePath(run, outcome.index, side)}
        outcome={outcome}
        seen={seen}
        frameWidth={side}
        frameHeight={side}
        heatSide={heatSide}
        heat={heat}
        alt=""
      />
      <div class="caption">
        <span class="name" title={shown?.name}>
          {shown?.name ?? outcome.id}
        </span>
        <span class="score number">{shown === undefined ? '' : percent(shown.score)}</span>
        <Iou iou={seen.iou} isRight={seen.isRight} />
        <Rank place={seen.place} isTrue={isTrue} hasTruth={outcome.truth !== null} />
      </div>
    </>
  );
});

/** Where the shown class stands in the network's own ranking, where that is worth a word. */
function Rank({ place, isTrue, hasTruth }: { place: number; isTrue: boolean; hasTruth: boolean }) {
  if (!hasTruth) return null;
  if (!isTrue) return <span class="rank">wrong class</span>;
  return place === 0 ? null : <span class="rank">ranked {place + 1}</span>;
}

function MissingTile({ outcome: { outcome, error, id } }: { readonly outcome: OutcomeView }) {
  return (
    <div class="missing">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 3 22 20H2ZM12 10v5M12 17.2v.6" />
      </svg>
      <strong>{error?.code ?? outcome}</strong>
      <p>{error === null ? 'not tried: the run was cancelled' : failureTable[error.code].help}</p>
      <span class="name" title={id}>
        {id}
      </span>
    </div>
  );
}
