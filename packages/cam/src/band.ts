import type { Axis } from './axis.js';

/**
 * Image rows that are worked on at a time, cell by cell: what is asked of one row does not wait for what came of another, so that
 * a processor does several at once.
 */
export const blockRows = 64;

/**
 * The image rows between two rows of the map, cell by cell, sorted out for one threshold: which have all or some of
 * their pixels at it. Rounding is allowed for.
 */
export type Band = {
  /** [w + 1]: the samples above; the last is repeated, so that a map of one column has a right neighbour. */
  readonly top: Float64Array;
  /** [w + 1]: what the samples below exceed them by. */
  readonly rise: Float64Array;
  /** What the pixels of the set reach. */
  threshold: number;
  /** What no rounding can bring out of the set, and into it. */
  surelyIn: number;
  surelyOut: number;
  /** Number of pieces: mixed cells, and runs of full ones. */
  count: number;
  /** [count]: the pixels of each piece, from left to right: from[piece] <= x < to[piece]. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** [count]: which cell it is, where that is to be seen row by row; -1 where every pixel reaches the threshold. */
  readonly cell: Int32Array;
  /** [count]: the position of a mixed cell's left sample, in pixels: where the line of a row begins. */
  readonly origin: Float64Array;
  /** [count · blockRows]: the pixels of each mixed cell that reach the threshold, row by row (crossCells). */
  readonly begin: Int32Array;
  readonly behind: Int32Array;
  /** Number of pieces that are mixed cells. */
  mixed: number;
};

/** Room for maps of up to `w` columns. */
export const emptyBand = (w: number): Band => ({
  top: new Float64Array(w + 1),
  rise: new Float64Array(w + 1),
  threshold: 0,
  surelyIn: 0,
  surelyOut: 0,
  count: 0,
  from: new Int32Array(w),
  to: new Int32Array(w),
  cell: new Int32Array(w),
  origin: new Float64Array(w),
  begin: new Int32Array(w * blockRows),
  behind: new Int32Array(w * blockRows),
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
  const { top, rise, from, to, cell: cellOf, origin } = band;
  const { start, cells } = columns;
  const above = row * w;
  const below = h > 1 ? above + w : above;
  for (let column = 0; column <= w; column++) {
    const sample = column < w ? column : w - 1;
    top[column] = map[above + sample]!;
    rise[column] = map[below + sample]! - map[above + sample]!;
  }
  const surelyIn = threshold + slack;
  const surelyOut = threshold - slack;
  // n is cells + 1, but for a map of one column, which is flat and has no crossing.
  const pixelsPerSample = columns.size / (cells + 1);
  let count = 0;
  let mixed = 0;
  for (let cell = 0; cell < cells; cell++) {
    const a = top[cell]!;
    const b = top[cell + 1]!;
    const c = a + rise[cell]!;
    const d = b + rise[cell + 1]!;
    const first = start[cell]!;
    const end = start[cell + 1]!;
    if (first === end || (a < surelyOut && b < surelyOut && c < surelyOut && d < surelyOut)) continue;
    const isFull = a >= surelyIn && b >= surelyIn && c >= surelyIn && d >= surelyIn;
    if (isFull && count > 0 && cellOf[count - 1] === -1 && to[count - 1] === first) {
      to[count - 1] = end;
      continue;
    }
    if (!isFull) mixed++;
    from[count] = first;
    to[count] = end;
    origin[count] = (cell + 0.5) * pixelsPerSample - 0.5;
    cellOf[count++] = isFull ? -1 : cell;
  }
  band.threshold = threshold;
  band.surelyIn = surelyIn;
  band.surelyOut = surelyOut;
  band.count = count;
  band.mixed = mixed;
}
