import type { EdgeRows } from './edge-rows.js';
import { addMeeting, type Meetings } from './meetings.js';
import type { Peaks } from './peaks.js';
import { levelAt, type Swept } from './swept.js';

/**
 * The highest level at which the upper row's column x and the lower row's column `next` beside it touch, through the rows
 * between them: the most, over pixels of the two that touch, corners included, of the lower of their two levels. Down the
 * first column levels fall and down the other one they rise: it is where they cross, found by bisection.
 *
 * @param upper the upper row; the lower one is behind it
 */
function levelBetween(
  swept: Swept,
  { y, cell, levels }: EdgeRows,
  upper: number,
  x: number,
  next: number,
): number {
  const [first, last] = [y[upper]!, y[upper + 1]!];
  const { size: width } = swept.axes.columns;
  if (last === first + 1) return Math.min(levels[upper * width + x]!, levels[(upper + 1) * width + next]!);
  // Rows that are further apart are those of one cell.
  const falling = (row: number): number => levelAt(swept, cell[upper]!, row, x);
  // The pixel of the other column that touches and is furthest down.
  const rising = (row: number): number => levelAt(swept, cell[upper]!, Math.min(row + 1, last), next);
  let [low, high] = [first, last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising(middle) >= falling(middle)) high = middle;
    else low = middle + 1;
  }
  const best = Math.min(falling(low), rising(low));
  return low > first ? Math.max(best, rising(low - 1)) : best;
}

/**
 * The highest level at which a peak of the upper row and one of the lower row are connected, corners included, by pixels of
 * these rows or of those between them; less where a third peak joins them higher up. Both reach a level in one column, or else
 * in two beside each other, which touch somewhere. Moving towards the two tops loses nothing, so columns between them are
 * enough: there the upper peak's levels fall and the lower one's rise, and it is where they cross, found by bisection.
 *
 * @param upper the upper row; the lower one is behind it
 * @param one the upper row's peak
 * @param two the lower row's
 * @returns -1 where they are not
 */
function meetingLevel(
  swept: Swept,
  edges: EdgeRows,
  upper: number,
  { start, end, top }: Peaks,
  one: number,
  two: number,
): number {
  const { levels } = edges;
  const { size: width } = swept.axes.columns;
  const from = top[one]!;
  const to = top[two]!;
  // Columns are counted from the upper peak's top towards the lower one's: to the left, everything is mirrored.
  const step = to >= from ? 1 : -1;
  const last = step * (to - from);
  const begin = step > 0 ? start[two]! - from : from - end[two]! + 1;
  const behind = Math.min(step > 0 ? end[one]! - from : from - start[one]! + 1, last + 1);
  const least = Math.max(begin, 0);
  const above = upper * width + from;
  const below = above + width;
  let low = least;
  let high = behind;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (levels[below + step * middle]! >= levels[above + step * middle]!) high = middle;
    else low = middle + 1;
  }
  let best = -1;
  if (low < behind) best = levels[above + step * low]!;
  if (low > least) best = Math.max(best, levels[below + step * (low - 1)]!);
  if (low === 0 || low > last) return best;
  const beside = Math.min(levels[above + step * (low - 1)]!, levels[below + step * low]!);
  // Where one of the two columns reaches this on both rows, it is a third peak's on one of them, which meets both of these.
  const isWhole = levels[below + step * (low - 1)]! >= beside || levels[above + step * low]! >= beside;
  if (beside <= best || isWhole) return best;
  return Math.max(best, levelBetween(swept, edges, upper, from + step * (low - 1), from + step * low));
}

/**
 * Notes where the peaks of one row, [firstAbove, first), meet those of the next one, [first, count).
 *
 * @param upper the upper row; the lower one is behind it
 */
export function meetRows(
  swept: Swept,
  edges: EdgeRows,
  upper: number,
  peaks: Peaks,
  firstAbove: number,
  first: number,
  meetings: Meetings,
): void {
  const { start, end, count } = peaks;
  let skipped = firstAbove;
  for (let peak = first; peak < count; peak++) {
    while (skipped < first && end[skipped]! < start[peak]!) skipped++;
    for (let other = skipped; other < first && start[other]! <= end[peak]!; other++) {
      const level = meetingLevel(swept, edges, upper, peaks, other, peak);
      if (level >= 0) addMeeting(meetings, level, other, peak);
    }
  }
}
