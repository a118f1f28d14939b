import type { Box } from './box.js';
import { components } from './components.js';
import { interpolatedMax } from './interpolated-max.js';

/**
 * The pointing game: whether the maximum of the interpolated map lies in one of the boxes. Of several pixels that equal
 * the maximum the first in raster order points; a pixel lies where its centre does, without a margin. A map that is
 * nowhere positive points nowhere.
 *
 * @param map [h, w], raw
 * @throws RangeError on impossible shapes
 */
export function pointsAt(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  boxes: readonly Box[],
): boolean {
  const maximum = interpolatedMax(map, h, w, width, height);
  if (!(maximum > 0)) return false;
  const { first } = components(map, h, w, width, height, maximum, 8)![0]!;
  const x = (first % width) + 0.5;
  const y = Math.floor(first / width) + 0.5;
  return boxes.some(([x0, y0, x1, y1]) => x >= x0 && x < x1 && y >= y0 && y < y1);
}
