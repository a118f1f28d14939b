import type { Axis } from './axis.js';
import { crossing } from './crossing.js';

/**
 * The spans of one image row: maximal runs of pixels whose interpolated value is >= threshold.
 *
 * Within a cell the value is monotone in x (see Axis), so the pixels that reach the threshold are all, none, a head or
 * a tail of the cell: its two end pixels tell which, and one crossing gives the rest. Runs that meet are joined.
 *
 * @param values [w + 1], the row at the map's columns
 * @param spans written: start and end (half-open) of each span, from left to right; room for `cells` spans
 * @returns number of spans
 */
export function rowSpans(values: Float64Array, columns: Axis, threshold: number, spans: Int32Array): number {
  const { cells, start, fraction, size } = columns;
  // n is cells + 1, but for a map of one column, which is flat and has no crossing.
  const pixelsPerSample = size / (cells + 1);
  let count = 0;
  let open = -1;
  for (let cell = 0; cell < cells; cell++) {
    const first = start[cell]!;
    const last = start[cell + 1]! - 1;
    if (last < first) continue;
    const a = values[cell]!;
    const d = values[cell + 1]! - a;
    const atFirst = a + d * fraction[first]! >= threshold;
    const atLast = a + d * fraction[last]! >= threshold;
    if (!atFirst && !atLast) continue;
    let from = first;
    let to = last + 1;
    if (atFirst !== atLast) {
      const guess = (cell + (threshold - a) / d + 0.5) * pixelsPerSample - 0.5;
      const x = crossing(a, d, threshold, fraction, first, last, atFirst, guess);
      if (atFirst) to = x;
      else from = x;
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
