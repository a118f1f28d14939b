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
 * these rows or of those between them. Both reach a level in one column, or else in two beside each other, which touch
 * somewhere. Moving towards the two tops loses nothing, so columns between them are enough: there the upper peak's levels
 * fall and the lower one's rise, and it is where they cross, found by bisection.
 *
 * @param from the upper peak's top; it ends before column `end`
 * @param to the lower peak's top; it begins with column `begin`
 * @param step 1 where `to` >= `from`; -1 where everything is mirrored
 * @returns -1 where they are not
 */
function meetingLevel(
  swept: Swept,
  edges: EdgeRows,
  upper: number,
  from: number,
  to: number,
  begin: number,
  end: number,
  step: 1 | -1,
): number {
  const { levels } = edges;
  const { size: width } = swept.axes.columns;
  const above = upper * width + from;
  const below = above + width;
  const last = step * (to - from);
  const least = Math.max(step * (begin - from), 0);
  const behind = Math.min(step * (end - from), last + 1);
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
  // A column that reaches this on both rows belongs to a third peak, which meets both of these there.
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
  const { start, end, top, count } = peaks;
  let skipped = firstAbove;
  for (let peak = first; peak < count; peak++) {
    const from = start[peak]!;
    const to = end[peak]!;
    const x = top[peak]!;
    while (skipped < first && end[skipped]! < from) skipped++;
    for (let other = skipped; other < first && start[other]! <= to; other++) {
      const at = top[other]!;
      const level =
        at <= x
          ? meetingLevel(swept, edges, upper, at, x, from, end[other]!, 1)
          : meetingLevel(swept, edges, upper, at, x, to - 1, start[other]! - 1, -1);
      if (level >= 0) addMeeting(meetings, level, other, peak);
    }
  }
}
