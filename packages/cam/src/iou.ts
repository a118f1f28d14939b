import type { Box } from './box.js';

const area = ([x0, y0, x1, y1]: Box): number => (x1 - x0) * (y1 - y0);

/**
 * Intersection over union of two half-open boxes, continuous: an area is (x1 − x0)(y1 − y0), without the + 1 of
 * conventions with inclusive corners. 0 where they do not overlap.
 *
 * It is one plain division, and a hit is `iou >= hitIou`. For integer boxes that is the exact decision: a correctly
 * rounded quotient of integers below 2^52 reaches 1/2 only where twice the intersection reaches the union.
 */
export function iou(a: Box, b: Box): number {
  const across = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const down = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (!(across > 0 && down > 0)) return 0;
  const both = across * down;
  return both / (area(a) + area(b) - both);
}
