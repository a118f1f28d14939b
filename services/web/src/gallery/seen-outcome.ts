/** What is to be seen of one outcome under the chosen looks: which class, its boxes, and how right they are. */
import { type Box, type BoxPolicy, bestIou, hitIou } from '@camfleet/cam';
import type { OutcomeView } from '@camfleet/protocol';
import { type BoxFinder, boxFinder, iouOf, storedBoxes, trueBoxesOf, worstTrueClass } from './found-boxes.js';
import { mapsOf } from './maps-of.js';

export interface SeenOutcome {
  /** The shown class, by its place among the outcome's. */
  readonly place: number;
  readonly found: readonly Box[];
  /** True boxes of the shown class, and those of others. */
  readonly truth: readonly Box[];
  readonly otherTruth: readonly Box[];
  /** Of the shown class's box with its best true one; of a class that is none of the true ones, with any. */
  readonly iou: number | null;
  readonly isRight: boolean | null;
}

/**
 * Which class is wished for. `predicted`: the best one. `true`: the true one that was found worst by the run's own boxes; it
 * stays where others are drawn. `worst`: the true one that is found worst by what is drawn now.
 */
export type Wish = 'predicted' | 'true' | 'worst';

/** `chosen`: the class that somebody chose, by its place; null for the one that is wished for. */
export function seeOutcome(
  outcome: OutcomeView,
  policy: BoxPolicy,
  wish: Wish,
  chosen: number | null = null,
): SeenOutcome {
  const find = boxFinder(outcome, mapsOf(outcome), policy);
  const place = chosen ?? wishedClass(outcome, find, wish) ?? 0;
  const found = find(place);
  const all = (outcome.truth?.boxes ?? []).map(({ box }) => box);
  const label = outcome.classes[place]?.class;
  const truth = outcome.truth === null || label === undefined ? [] : trueBoxesOf(outcome.truth, label);
  const canJudge = outcome.map !== null && all.length > 0;
  const iou = canJudge ? (iouOf(outcome, find, place) ?? bestIou(found[0] ?? null, all)) : null;
  return {
    place,
    found,
    truth,
    otherTruth: all.filter((box) => !truth.includes(box)),
    iou,
    isRight: iou === null ? null : truth.length > 0 && iou >= hitIou,
  };
}

function wishedClass(outcome: OutcomeView, find: BoxFinder, wish: Wish): number | null {
  if (wish === 'predicted') return null;
  return worstTrueClass(outcome, wish === 'true' ? storedBoxes(outcome) : find);
}
