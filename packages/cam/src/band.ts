import type { Axis } from './axis.js';

/**
 * The image rows between two rows of the map, cell by cell, sorted out for one threshold: which have all or some of
 * their pixels at it. Rounding is allowed for.
 */
export type Band = {
  /** [w + 1]: the samples above; the last is repeated, so that a map of one column has a right neighbour. */
  readonly top: Float64Array;
  /** [w + 1]: what the samples below exceed them by. */
  readonly rise: Float64Array;
  /** Number of cells that are not empty. */
  count: number;
  /** [count]: which they are, from left to right. */
  readonly cells: Int32Array;
  /** [count]: 1 where every pixel of the cell reaches the threshold, 0 where that is to be seen row by row. */
  readonly full: Uint8Array;
  /** Number of the latter. */
  mixed: number;
};

/** Room for maps of up to `w` columns. */
export const emptyBand = (w: number): Band => ({
  top: new Float64Array(w + 1),
  rise: new Float64Array(w + 1),
  count: 0,
  cells: new Int32Array(w),
  full: new Uint8Array(w),
  mixed: 0,
});

/**
 * Sorts out the rows between map rows `row` and `row + 1`: interpolated values lie between the least and the greatest of
 * their cell's four corners, but for rounding.
 *
 * @param map [h, w]
 * @param slack roundingSlack(map)
 */
export function readBand(
  map: Float32Array,
  h: number,
  w: number,
  row: number,
  columns: Axis,
  threshold: number,
  slack: number,
  band: Band,
): void {
  const { top, rise, cells, full } = band;
  const above = row * w;
  const below = h > 1 ? above + w : above;
  for (let column = 0; column <= w; column++) {
    const sample = column < w ? column : w - 1;
    top[column] = map[above + sample]!;
    rise[column] = map[below + sample]! - map[above + sample]!;
  }
  const surelyIn = threshold + slack;
  const surelyOut = threshold - slack;
  band.count = 0;
  band.mixed = 0;
  for (let cell = 0; cell < columns.cells; cell++) {
    if (columns.start[cell] === columns.start[cell + 1]) continue;
    const [a, b] = [top[cell]!, top[cell + 1]!];
    const [c, d] = [a + rise[cell]!, b + rise[cell + 1]!];
    if (Math.max(a, b, c, d) < surelyOut) continue;
    const isFull = Math.min(a, b, c, d) >= surelyIn;
    if (!isFull) band.mixed++;
    full[band.count] = isFull ? 1 : 0;
    cells[band.count++] = cell;
  }
}
