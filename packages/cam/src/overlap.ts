import type { Box } from './box.js';

/** Area of a box in square pixels. */
export const area = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1]);

/** Area of the intersection of two boxes; 0 where they do not overlap. */
export function overlap(a: Box, b: Box): number {
  return overlapOfSides(a[0], a[1], a[2], a[3], b);
}

/** The same of a box that is told by its sides. */
export function overlapOfSides(left: number, top: number, right: number, bottom: number, other: Box): number {
  const across = Math.min(right, other[2]) - Math.max(left, other[0]);
  const down = Math.min(bottom, other[3]) - Math.max(top, other[1]);
  return across > 0 && down > 0 ? across * down : 0;
}
