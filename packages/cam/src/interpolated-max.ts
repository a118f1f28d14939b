import { checkMap } from './check-map.js';
import { gridAxes } from './grid-axes.js';

/**
 * Interpolation in float64 (roundoff 2^-53) is off by at most E, less than 16 roundoffs of the map's largest magnitude.
 * A column that has fallen by 4 E cannot rise to the best again, even if rounding swapped its ends; this is 8 E.
 */
const relativeSlack = 2 ** -46;

/**
 * Value of pixel (row fraction fy, column fraction fx) inside the cell whose corners start at `corner`:
 * vertically first, then horizontally, as Axis defines.
 */
function cellValue(
  map: Float32Array,
  corner: number,
  right: number,
  down: number,
  fy: number,
  fx: number,
): number {
  const topLeft = map[corner]!;
  const topRight = map[corner + right]!;
  const a = topLeft + (map[corner + down]! - topLeft) * fy;
  const b = topRight + (map[corner + right + down]! - topRight) * fy;
  return a + (b - a) * fx;
}

/**
 * The maximum of the interpolated image, equal to the last bit to that over every pixel, from a few pixels a cell.
 *
 * Along a row the value is monotone inside a cell, in floating point too, so only the cell's first and last columns
 * can hold the maximum: that is exact. Down such a column the value is linear on paper, so it is largest in the cell's
 * first or last row; but its two ends are rounded before they are mixed, and a row in between may come out a few
 * roundoffs above both. So each column is walked from its better end inwards for as long as its value is within
 * rounding of the best found; beyond that the line only falls. Flat maps are walked in full, others take one step.
 *
 * @param map [h, w]
 * @returns NaN when a value of the map is not finite
 * @throws RangeError on impossible shapes
 */
export function interpolatedMax(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
): number {
  if (!checkMap(map, h, w, width, height)) return Number.NaN;
  const { rows, columns } = gridAxes(h, w, width, height);
  const right = w > 1 ? 1 : 0;
  const down = h > 1 ? w : 0;
  let magnitude = 0;
  for (const value of map) magnitude = Math.max(magnitude, Math.abs(value));
  const slack = relativeSlack * magnitude;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.cells; i++) {
    const top = rows.start[i]!;
    const bottom = rows.start[i + 1]! - 1;
    if (bottom < top) continue;
    for (let j = 0; j < columns.cells; j++) {
      const first = columns.start[j]!;
      const last = columns.start[j + 1]! - 1;
      for (let x = first; x <= last; x += Math.max(last - first, 1)) {
        const corner = i * w + j;
        const fx = columns.fraction[x]!;
        const at = (y: number) => cellValue(map, corner, right, down, rows.fraction[y]!, fx);
        const upwards = at(bottom) > at(top);
        const step = upwards ? -1 : 1;
        for (let y = upwards ? bottom : top; y >= top && y <= bottom; y += step) {
          const value = at(y);
          if (value > best) best = value;
          else if (value + slack < best) break;
        }
      }
    }
  }
  return best;
}
