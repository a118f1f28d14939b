import type { Box } from '../box.js';
import { type Contour, contours } from './contours.js';
import { publishedSide } from './score-map.js';

/** [x0, y0, x1, y1] on the published grid, both corners inside. */
export type InclusiveBox = readonly [x0: number, y0: number, x1: number, y1: number];

/** The box of nothing. */
const nothing: InclusiveBox = [0, 0, 0, 0];

/** The convention's box goes one pixel beyond its contour, to the right and downwards, as far as there are pixels. */
const boxOf = ({ left, top, right, bottom }: Contour): InclusiveBox => [
  left,
  top,
  Math.min(right + 1, publishedSide - 1),
  Math.min(bottom + 1, publishedSide - 1),
];

/**
 * The contours at a threshold, the largest by area first, ties in the order of `contours`.
 *
 * @param levels [publishedSide, publishedSide], as `quantised` gives them
 * @param threshold a level: what is strictly above it is in
 */
export function publishedBoxes(levels: Uint8Array, threshold: number): readonly InclusiveBox[] {
  return contours(levels, publishedSide, publishedSide, threshold)
    .toSorted((a, b) => b.area - a.area)
    .map(boxOf);
}

/** IoU of two boxes with inclusive corners: areas are (x1 − x0 + 1)(y1 − y0 + 1). */
export function inclusiveIou(a: InclusiveBox, b: InclusiveBox): number {
  const area = ([x0, y0, x1, y1]: InclusiveBox): number => (x1 - x0 + 1) * (y1 - y0 + 1);
  const across = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + 1);
  const down = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + 1);
  const union = area(a) + area(b) - across * down;
  return union > 0 ? (across * down) / union : 0;
}

/** A half-open box in pixels as the convention's lists have it: whole pixels, both corners inside. */
export function inclusiveBox([x0, y0, x1, y1]: Box): InclusiveBox {
  const [left, top] = [Math.round(x0), Math.round(y0)];
  return [left, top, Math.max(Math.round(x1) - 1, left), Math.max(Math.round(y1) - 1, top)];
}

/**
 * A true box, its numbers as the data set's list has them, on the published grid: scaled and cut to integers.
 *
 * @param width of the image, in pixels
 */
export const publishedTruth = (
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  width: number,
  height: number,
): InclusiveBox => [
  Math.trunc((x0 * publishedSide) / width),
  Math.trunc((y0 * publishedSide) / height),
  Math.trunc((x1 * publishedSide) / width),
  Math.trunc((y1 * publishedSide) / height),
];

/** What is judged at a threshold: the first box, or the box of nothing. */
export const orNothing = (boxes: readonly InclusiveBox[]): readonly InclusiveBox[] =>
  boxes.length === 0 ? [nothing] : boxes;
