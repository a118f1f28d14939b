import type { Axis } from './axis.js';
import type { Band } from './band.js';
import { crossing } from './crossing.js';

/**
 * The spans of one image row: maximal runs of pixels whose interpolated value is >= threshold.
 *
 * A mixed cell's ends are interpolated vertically: a + (b − a) · f. Within a cell the value is monotone in x (see Axis),
 * so the pixels that reach the threshold are all, none, a head or a tail of the cell: its two end pixels tell which, and
 * one crossing gives the rest. Runs that meet are joined.
 *
 * @param f the row's fraction within the band
 * @param spans written: start and end (half-open) of each span, from left to right; room for `cells` spans
 * @returns number of spans
 */
export function rowSpans(
  { top, rise, count: candidates, cells, full }: Band,
  f: number,
  columns: Axis,
  threshold: number,
  spans: Int32Array,
): number {
  const { start, fraction, size } = columns;
  // n is cells + 1, but for a map of one column, which is flat and has no crossing.
  const pixelsPerSample = size / (columns.cells + 1);
  let count = 0;
  let open = -1;
  for (let candidate = 0; candidate < candidates; candidate++) {
    const cell = cells[candidate]!;
    let from = start[cell]!;
    let to = start[cell + 1]!;
    if (full[candidate] === 0) {
      const a = top[cell]! + rise[cell]! * f;
      const d = top[cell + 1]! + rise[cell + 1]! * f - a;
      const atFirst = a + d * fraction[from]! >= threshold;
      const atLast = a + d * fraction[to - 1]! >= threshold;
      if (atFirst !== atLast) {
        const guess = (cell + (threshold - a) / d + 0.5) * pixelsPerSample - 0.5;
        const x = crossing(a, d, threshold, fraction, from, to - 1, atFirst, guess);
        if (atFirst) to = x;
        else from = x;
      } else if (!atFirst) continue;
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
