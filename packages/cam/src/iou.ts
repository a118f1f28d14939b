import type { Box } from './box.js';
import { area, overlapOfSides } from './overlap.js';

/**
 * Intersection over union of two half-open boxes, continuous: an area is (x1 − x0)(y1 − y0), without the + 1 of
 * conventions with inclusive corners. 0 where they do not overlap.
 *
 * It is one plain division, and a hit is `iou >= hitIou`. For integer boxes that is the exact decision: a correctly
 * rounded quotient of integers below 2^52 reaches 1/2 only where twice the intersection reaches the union.
 */
export function iou(a: Box, b: Box): number {
  return iouOfSides(a[0], a[1], a[2], a[3], b);
}

/** The same of a box that is told by its sides. */
export function iouOfSides(left: number, top: number, right: number, bottom: number, other: Box): number {
  const both = overlapOfSides(left, top, right, bottom, other);
  return both === 0 ? 0 : both / ((right - left) * (bottom - top) + area(other) - both);
}
