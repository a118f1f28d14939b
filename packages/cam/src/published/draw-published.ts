import type { Box } from '../box.js';
import { type InclusiveBox, publishedBoxes } from './published-boxes.js';
import { highestLevel, publishedMap, publishedSide, quantised } from './score-map.js';

/** The box on the grid, half-open, scaled to the image and rounded to whole pixels; at least one pixel. */
function toImage([x0, y0, x1, y1]: InclusiveBox, width: number, height: number): Box {
  const along = (at: number, size: number): number => Math.round((at * size) / publishedSide);
  const left = Math.min(along(x0, width), width - 1);
  const top = Math.min(along(y0, height), height - 1);
  const right = Math.max(along(x1 + 1, width), left + 1);
  return [left, top, right, Math.max(along(y1 + 1, height), top + 1)];
}

/**
 * The boxes of the published convention at a share of the map's range, the largest by its contour first, in pixels of the
 * image.
 *
 * @param map [h, w], raw, finite
 */
export function drawPublished(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  share: number,
): readonly Box[] {
  const levels = quantised(publishedMap(map, h, w));
  const threshold = Math.trunc(share * highestLevel(levels));
  return publishedBoxes(levels, threshold).map((box) => toImage(box, width, height));
}
