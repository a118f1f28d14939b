import type { Axis } from './axis.js';
import type { Band } from './band.js';
import { crossing } from './crossing.js';

/**
 * The spans of one image row: maximal runs of pixels whose interpolated value is >= threshold.
 *
 * Along a mixed cell the row is a line, and its value is monotone in x, in floating point too (see Axis). So the pixels
 * that reach the threshold are a tail of the cell where the line rises, a head where it falls, and one crossing tells:
 * the line is solved for the threshold, and the exact predicate at the two pixels beside the solution confirms it; where
 * rounding has moved it, bisection finds it. Runs that meet are joined.
 *
 * @param y the row, one of the band's
 * @param spans written: start and end (half-open) of each span, from left to right; room for `cells` spans
 * @returns number of spans
 */
export function rowSpans(
  {
    top,
    rise,
    threshold,
    surelyIn,
    surelyOut,
    count: pieces,
    from: starts,
    to: ends,
    cell: cellOf,
    origin: origins,
  }: Band,
  rows: Axis,
  y: number,
  columns: Axis,
  spans: Int32Array,
): number {
  const f = rows.fraction[y]!;
  const { fraction, size } = columns;
  const pixelsPerSample = size / (columns.cells + 1);
  let count = 0;
  let open = -1;
  for (let piece = 0; piece < pieces; piece++) {
    const cell = cellOf[piece]!;
    let from = starts[piece]!;
    let to = ends[piece]!;
    if (cell >= 0) {
      const a = top[cell]! + rise[cell]! * f;
      const b = top[cell + 1]! + rise[cell + 1]! * f;
      if (a < surelyOut && b < surelyOut) continue;
      if (a < surelyIn || b < surelyIn) {
        const d = b - a;
        const rises = d > 0;
        const guess = origins[piece]! + ((threshold - a) / d) * pixelsPerSample;
        // Positions are small integers, which is what makes this quick. A flat row's guess may be NaN: that is `from`.
        let x = guess > from ? (guess < to ? Math.ceil(guess) | 0 : to) : from;
        const isThere = x === to || a + d * fraction[x]! >= threshold === rises;
        const isBefore = x > from && a + d * fraction[x - 1]! >= threshold === rises;
        if (!isThere || isBefore) x = crossing(a, d, threshold, fraction, from, to, rises);
        if (rises) from = x;
        else to = x;
        if (from === to) continue;
      }
    }
    if (from === open) spans[2 * count - 1] = to;
    else {
      spans[2 * count] = from;
      spans[2 * count + 1] = to;
      count++;
    }
    open = to;
  }
  return count;
}
