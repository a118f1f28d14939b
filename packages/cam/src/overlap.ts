import type { Box } from './box.js';

/** Area of a box in square pixels. */
export const area = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1]);

/** Area of the intersection of two boxes; 0 where they do not overlap. */
export function overlap(a: Box, b: Box): number {
  const across = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const down = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return across > 0 && down > 0 ? across * down : 0;
}
