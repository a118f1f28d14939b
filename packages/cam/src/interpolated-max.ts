import { cellValue } from './cell-value.js';
import { checkMap } from './check-map.js';
import { type GridAxes, gridAxes } from './grid-axes.js';
import { roundingSlack } from './rounding-slack.js';

/** The larger of `best` and the maximum of pixel column x over the rows of cell (i, j). */
function columnMax(
  map: Float32Array,
  h: number,
  w: number,
  i: number,
  j: number,
  x: number,
  { rows, columns }: GridAxes,
  slack: number,
  best: number,
): number {
  const { start, fraction } = rows;
  const top = start[i]!;
  const bottom = start[i + 1]! - 1;
  const fx = columns.fraction[x]!;
  const upwards =
    cellValue(map, h, w, i, j, fraction[bottom]!, fx) > cellValue(map, h, w, i, j, fraction[top]!, fx);
  const step = upwards ? -1 : 1;
  let most = best;
  for (let y = upwards ? bottom : top; y >= top && y <= bottom; y += step) {
    const value = cellValue(map, h, w, i, j, fraction[y]!, fx);
    if (value > most) most = value;
    else if (value + slack < most) break;
  }
  return most;
}

/** Whether one of cell (i, j)'s four corners, which no pixel of it exceeds but by rounding, reaches `level`. */
function reaches(map: Float32Array, h: number, w: number, i: number, j: number, level: number): boolean {
  const above = i * w + j;
  const below = h > 1 ? above + w : above;
  const right = w > 1 ? 1 : 0;
  return (
    map[above]! >= level ||
    map[above + right]! >= level ||
    map[below]! >= level ||
    map[below + right]! >= level
  );
}

/** The larger of `best` and the maximum of cell (i, j). */
function cellMax(
  map: Float32Array,
  h: number,
  w: number,
  i: number,
  j: number,
  axes: GridAxes,
  slack: number,
  best: number,
): number {
  const { rows, columns } = axes;
  const first = columns.start[j]!;
  const last = columns.start[j + 1]! - 1;
  if (last < first || rows.start[i + 1] === rows.start[i]) return best;
  const most = columnMax(map, h, w, i, j, first, axes, slack, best);
  return last > first ? columnMax(map, h, w, i, j, last, axes, slack, most) : most;
}

function indexOfMax(map: Float32Array): number {
  let best = 0;
  for (let index = 1; index < map.length; index++) if (map[index]! > map[best]!) best = index;
  return best;
}

/**
 * The maximum of the interpolated image, equal to the last bit to that over every pixel, from a few pixels a cell.
 *
 * Along a row the value is monotone inside a cell, in floating point too, so only the cell's first and last columns
 * can hold the maximum: that is exact. Down such a column the value is linear on paper, so it is largest in the cell's
 * first or last row; but its two ends are rounded before they are mixed, and a row in between may come out a few
 * roundoffs above both. So each column is walked from its better end inwards for as long as its value is within
 * rounding of the best found; beyond that the line only falls. Flat maps are walked in full, others take one step.
 * The cells around the largest sample come first: what they give rules most others out by their corners.
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
  const axes = gridAxes(h, w, width, height);
  const slack = roundingSlack(map);
  const { rows, columns } = axes;
  const peak = indexOfMax(map);
  const [peakRow, peakColumn] = [Math.floor(peak / w), peak % w];
  let best = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(peakRow - 1, 0); i <= Math.min(peakRow, rows.cells - 1); i++)
    for (let j = Math.max(peakColumn - 1, 0); j <= Math.min(peakColumn, columns.cells - 1); j++)
      best = cellMax(map, h, w, i, j, axes, slack, best);
  for (let i = 0; i < rows.cells; i++)
    for (let j = 0; j < columns.cells; j++)
      if (reaches(map, h, w, i, j, best - slack)) best = cellMax(map, h, w, i, j, axes, slack, best);
  return best;
}
