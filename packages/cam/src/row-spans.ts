import { type Band, blockRows } from './band.js';

/**
 * The spans of one image row: maximal runs of pixels whose interpolated value is >= threshold. Runs that meet are joined.
 *
 * @param row which of those that crossCells was asked for, counted from the first
 * @param spans written: start and end (half-open) of each span, from left to right; room for `cells` spans
 * @returns number of spans
 */
export function rowSpans(
  { count: pieces, from: starts, to: ends, cell: cellOf, begin, behind }: Band,
  row: number,
  spans: Int32Array,
): number {
  let count = 0;
  let open = -1;
  for (let piece = 0; piece < pieces; piece++) {
    const isMixed = cellOf[piece]! >= 0;
    const from = isMixed ? begin[piece * blockRows + row]! : starts[piece]!;
    const to = isMixed ? behind[piece * blockRows + row]! : ends[piece]!;
    if (from === to) continue;
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
