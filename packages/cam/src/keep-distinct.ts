import type { Box } from './box.js';
import { area, overlap } from './overlap.js';

/**
 * Boxes by area, largest first, ties in the order given; one is dropped where it overlaps a larger kept one by more than
 * `share` of the larger one's area. So a box of less than that share of a kept one always stays, however deep inside.
 */
export function keepDistinct(boxes: readonly Box[], share: number): readonly Box[] {
  const kept: Box[] = [];
  for (const box of boxes.toSorted((a, b) => area(b) - area(a)))
    if (kept.every((larger) => overlap(box, larger) <= share * area(larger))) kept.push(box);
  return kept;
}
