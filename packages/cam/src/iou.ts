import type { Box } from './box.js';
import { area, overlap } from './overlap.js';

/**
 * Intersection over union of two half-open boxes, continuous: an area is (x1 − x0)(y1 − y0), without the + 1 of
 * conventions with inclusive corners. 0 where they do not overlap.
 *
 * It is one plain division, and a hit is `iou >= hitIou`. For integer boxes that is the exact decision: a correctly
 * rounded quotient of integers below 2^52 reaches 1/2 only where twice the intersection reaches the union.
 */
export function iou(a: Box, b: Box): number {
  const both = overlap(a, b);
  return both === 0 ? 0 : both / (area(a) + area(b) - both);
}
