import type { Box } from './box.js';
import { iou } from './iou.js';

/** Largest IoU of a box with any of the true boxes: 0 without a box or without truth. */
export function bestIou(box: Box | null, truths: readonly Box[]): number {
  let best = 0;
  if (box !== null) for (const truth of truths) best = Math.max(best, iou(box, truth));
  return best;
}
