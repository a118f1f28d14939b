import type { Box } from './box.js';
import { iouOfSides } from './iou.js';
import { answersOfGrid, type Worth } from './sweep/answers-of-grid.js';
import { emptyTally } from './tally.js';

/** Thresholds of the grid: shares i / gridSize of the maximum, i = 0 … gridSize − 1. Evaluations add up only on one grid. */
export const gridSize = 1000;

/**
 * What is asked of the boxes at a threshold: that of the largest component, or any component's, has an IoU of at least so
 * many hundredths with a true box.
 */
export const curves = ['largest50', 'any30', 'any50', 'any70'] as const;
export type Curve = (typeof curves)[number];

/**
 * A change of a curve as the threshold rises: at this index of the grid the answer becomes yes (+) or no (−). Before the
 * first threshold it is no.
 */
export type CurveChange = `${Curve}${'+' | '-'}${number}`;

/** The names of each curve's changes, rises and falls by threshold: they are asked for by the million. */
const changeNames = curves.map((curve) => {
  const indices = Array.from({ length: gridSize }, (_, index) => index);
  const rises = indices.map((index): CurveChange => `${curve}+${index}`);
  return { rises, falls: indices.map((index): CurveChange => `${curve}-${index}`) };
});

/** The largest IoU of a box, cut to what is shown, with any of the true ones. */
function worthOf(truths: readonly Box[], [x0, y0, x1, y1]: Box): Worth {
  return (left, top, right, bottom) => {
    const [fromX, fromY, toX, toY] = [
      Math.max(left, x0),
      Math.max(top, y0),
      Math.min(right, x1),
      Math.min(bottom, y1),
    ];
    let best = 0;
    // Where nothing of a box is shown its sides are out of order, and it overlaps nothing.
    for (const truth of truths) best = Math.max(best, iouOfSides(fromX, fromY, toX, toY, truth));
    return best;
  };
}

/**
 * At which thresholds of the grid a map's boxes (8-connected) are right, as the changes of each curve: a handful of keys,
 * each with the count 1. Thresholds are shares of the map's own maximum; a map that is nowhere positive is never right.
 *
 * @param map [h, w], raw
 * @param truths true boxes of the map's class
 * @param shown what of the width×height pixels is image: boxes are cut to it before they are judged
 * @throws RangeError on impossible shapes
 */
export function hitCurves(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  truths: readonly Box[],
  shown: Box = [0, 0, width, height],
): Partial<Record<CurveChange, number>> {
  const worth = worthOf(truths, shown);
  const answers = answersOfGrid(map, h, w, width, height, gridSize, worth);
  const changes: Partial<Record<CurveChange, number>> = emptyTally();
  let before = 0;
  for (let index = 0; index < gridSize; index++) {
    const now = answers[index]!;
    if (now === before) continue;
    for (let bit = 0; bit < curves.length; bit++) {
      if (((now ^ before) >> bit) & 1) {
        const { rises, falls } = changeNames[bit]!;
        changes[((now >> bit) & 1 ? rises : falls)[index]!] = 1;
      }
    }
    before = now;
  }
  return changes;
}

/** How many were right at each threshold: the running sum of a curve's changes. @returns [gridSize] */
export function hitsOf(changes: Readonly<Partial<Record<CurveChange, number>>>, curve: Curve): Int32Array {
  const { rises, falls } = changeNames[curves.indexOf(curve)]!;
  const hits = new Int32Array(gridSize);
  let right = 0;
  for (let index = 0; index < gridSize; index++) {
    right += (changes[rises[index]!] ?? 0) - (changes[falls[index]!] ?? 0);
    hits[index] = right;
  }
  return hits;
}

/** The most hits of a curve, and the lowest threshold that has them, as a share of the maximum. */
export function bestHits(
  changes: Readonly<Partial<Record<CurveChange, number>>>,
  curve: Curve,
): { readonly hits: number; readonly threshold: number } {
  const hits = hitsOf(changes, curve);
  const most = hits.reduce((best, one) => Math.max(best, one), 0);
  return { hits: most, threshold: hits.indexOf(most) / gridSize };
}
