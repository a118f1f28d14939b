import { type CurveChange, curves, gridSize } from '../hit-curves.js';
import { emptyTally } from '../tally.js';
import { type InclusiveBox, inclusiveIou, orNothing, publishedBoxes } from './published-boxes.js';
import { highestLevel } from './score-map.js';

type Best = { readonly largest: number; readonly any: number };

function bestAt(levels: Uint8Array, threshold: number, truths: readonly InclusiveBox[]): Best {
  const found = orNothing(publishedBoxes(levels, threshold)).map((box) =>
    truths.reduce((best, truth) => Math.max(best, inclusiveIou(box, truth)), 0),
  );
  return { largest: found[0]!, any: found.reduce((a, b) => Math.max(a, b)) };
}

/**
 * hitCurves in the published convention: at which of the thresholds i · 0.001 a map is right, as changes, so that
 * MaxBoxAcc is bestHits(sum, 'largest50') over the images, and V2 the mean over 'any30', 'any50' and 'any70'. Threshold τ
 * stands for the level ⌊τ · the highest level⌋: at most 256 pictures are looked at.
 *
 * @param levels [publishedSide, publishedSide], as `quantised` gives them
 * @param truths as `publishedTruth` gives them
 */
export function publishedCurves(
  levels: Uint8Array,
  truths: readonly InclusiveBox[],
): Partial<Record<CurveChange, number>> {
  const highest = highestLevel(levels);
  const changes: Partial<Record<CurveChange, number>> = emptyTally();
  let before = { largest50: false, any30: false, any50: false, any70: false };
  let level = -1;
  for (let index = 0; index < gridSize; index++) {
    const threshold = Math.trunc(index * (1 / gridSize) * highest);
    if (threshold === level) continue;
    level = threshold;
    const { largest, any } = bestAt(levels, level, truths);
    const now = { largest50: largest >= 0.5, any30: any >= 0.3, any50: any >= 0.5, any70: any >= 0.7 };
    for (const curve of curves)
      if (now[curve] !== before[curve]) changes[`${curve}${now[curve] ? '+' : '-'}${index}`] = 1;
    before = now;
  }
  return changes;
}
