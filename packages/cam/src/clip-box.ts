import type { Box } from './box.js';

/** The part of a box that lies inside a width×height image; null where nothing is left, or a number is NaN. */
export function clipBox([x0, y0, x1, y1]: Box, width: number, height: number): Box | null {
  const clipped: Box = [Math.max(x0, 0), Math.max(y0, 0), Math.min(x1, width), Math.min(y1, height)];
  return clipped[2] > clipped[0] && clipped[3] > clipped[1] ? clipped : null;
}
