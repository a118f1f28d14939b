import type { Axis } from './axis.js';
import { type Band, blockRows } from './band.js';
import { crossing } from './crossing.js';

/**
 * Which pixels of every mixed cell reach the threshold, in `count` rows from y on.
 *
 * Along a mixed cell the row is a line, and its value is monotone in x, in floating point too (see Axis). So the pixels
 * that reach the threshold are a tail of the cell where the line rises, a head where it falls, and one crossing tells:
 * the line is solved for the threshold, and the exact predicate at the two pixels beside the solution confirms it; where
 * rounding has moved it, bisection finds it.
 *
 * @param y the first row, one of the band's
 * @param count of rows, at most blockRows
 */
export function crossCells(band: Band, rows: Axis, y: number, count: number, columns: Axis): void {
  const { top, rise, threshold, surelyIn, surelyOut, begin, behind } = band;
  const { fraction, size } = columns;
  const down = rows.fraction;
  const pixelsPerSample = size / (columns.cells + 1);
  for (let piece = 0; piece < band.count; piece++) {
    const cell = band.cell[piece]!;
    if (cell < 0) continue;
    const from = band.from[piece]!;
    const to = band.to[piece]!;
    const origin = band.origin[piece]!;
    const left = top[cell]!;
    const leftRise = rise[cell]!;
    const right = top[cell + 1]!;
    const rightRise = rise[cell + 1]!;
    const at = piece * blockRows;
    for (let row = 0; row < count; row++) {
      const f = down[y + row]!;
      const a = left + leftRise * f;
      const b = right + rightRise * f;
      let first = from;
      let end = to;
      if (a < surelyOut && b < surelyOut) end = from;
      else if (a < surelyIn || b < surelyIn) {
        const d = b - a;
        const rises = d > 0;
        const guess = origin + ((threshold - a) / d) * pixelsPerSample;
        // Positions are small integers, which is what makes this quick. A flat row's guess may be NaN: that is `from`.
        let x = guess > from ? (guess < to ? Math.ceil(guess) | 0 : to) : from;
        const isThere = x === to || a + d * fraction[x]! >= threshold === rises;
        const isBefore = x > from && a + d * fraction[x - 1]! >= threshold === rises;
        if (!isThere || isBefore) x = crossing(a, d, threshold, fraction, from, to, rises);
        if (rises) first = x;
        else end = x;
      }
      begin[at + row] = first;
      behind[at + row] = end;
    }
  }
}
