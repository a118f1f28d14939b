import { bestIou } from './best-iou.js';
import type { Box } from './box.js';
import type { LevelComponents } from './sweep/living.js';
import { sweepThresholds } from './sweep/sweep-thresholds.js';

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

type Answers = Readonly<Record<Curve, boolean>>;

const none: Answers = { largest50: false, any30: false, any50: false, any70: false };

const boxAt = ({ first, left, right, bottom }: LevelComponents, i: number, width: number): Box => [
  left[i]!,
  Math.floor(first[i]! / width),
  right[i]!,
  bottom[i]!,
];

/** Position of the component of most pixels, ties to the first in raster order. */
function largestOf({ count, pixels, first }: LevelComponents): number {
  let largest = 0;
  for (let i = 1; i < count; i++)
    if (pixels[i]! > pixels[largest]! || (pixels[i] === pixels[largest] && first[i]! < first[largest]!))
      largest = i;
  return largest;
}

/** `shown`: what boxes are cut to; null where they all lie inside it. */
function answersAt(
  found: LevelComponents,
  width: number,
  truths: readonly Box[],
  shown: Box | null,
): Answers {
  let any = 0;
  let ofLargest = 0;
  const largest = largestOf(found);
  for (let i = 0; i < found.count; i++) {
    const box = boxAt(found, i, width);
    const best = bestIou(shown === null ? box : cut(box, shown), truths);
    if (best > any) any = best;
    if (i === largest) ofLargest = best;
  }
  return { largest50: ofLargest >= 0.5, any30: any >= 0.3, any50: any >= 0.5, any70: any >= 0.7 };
}

/** The part of a box that lies in another. */
function cut([x0, y0, x1, y1]: Box, [left, top, right, bottom]: Box): Box | null {
  const box: Box = [Math.max(x0, left), Math.max(y0, top), Math.min(x1, right), Math.min(y1, bottom)];
  return box[2] > box[0] && box[3] > box[1] ? box : null;
}

/**
 * At which thresholds of the grid a map's boxes (8-connected) are right, as the changes of each curve: a handful of keys,
 * each with the count 1. Thresholds are shares of the map's own maximum; a map that is nowhere positive is never right.
 *
 * @param map [h, w], raw
 * @param truths true boxes of the map's class
 * @param shown what of the width×height pixels is image: boxes are cut to it before they are judged; null: all of them
 * @throws RangeError on impossible shapes
 */
export function hitCurves(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  truths: readonly Box[],
  shown: Box | null = null,
): Partial<Record<CurveChange, number>> {
  const changes: Partial<Record<CurveChange, number>> = {};
  let above = none;
  const note = (now: Answers, index: number): void => {
    for (const curve of curves)
      if (index < gridSize && now[curve] !== above[curve])
        changes[`${curve}${above[curve] ? '+' : '-'}${index}`] = 1;
    above = now;
  };
  // The sweep descends: a difference between thresholds i and i + 1 is a change at i + 1, but behind the last one.
  sweepThresholds(map, h, w, width, height, gridSize, 8, (index, found) =>
    note(answersAt(found, width, truths, shown), index + 1),
  );
  note(none, 0);
  return changes;
}

/** How many were right at each threshold: the running sum of a curve's changes. @returns [gridSize] */
export function hitsOf(changes: Readonly<Partial<Record<CurveChange, number>>>, curve: Curve): Int32Array {
  const hits = new Int32Array(gridSize);
  let right = 0;
  for (let index = 0; index < gridSize; index++) {
    right += (changes[`${curve}+${index}`] ?? 0) - (changes[`${curve}-${index}`] ?? 0);
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
