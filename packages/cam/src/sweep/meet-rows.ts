import { addMeeting, type Meetings } from './meetings.js';
import type { Peaks } from './peaks.js';
import { levelAt, type SweepRow, type Swept } from './sweep-row.js';

/**
 * The highest level at which the spans of two peaks in neighbouring rows touch, corners included: the most, over touching
 * pixels, of the lower of their two levels. Moving both pixels towards the two tops loses nothing, so pixels between the
 * tops are enough. There the first peak's levels fall and the other's rise: it is where they cross, found by bisection.
 *
 * @param one the row whose top is at `from`; its peak ends before `end`
 * @param two the other row, whose peak begins at `begin` and has its top at `to`
 * @param step 1 where `to` > `from`; -1 where everything is mirrored
 * @returns -1 where they never touch
 */
function meetingLevel(
  swept: Swept,
  one: SweepRow,
  two: SweepRow,
  from: number,
  to: number,
  begin: number,
  end: number,
  step: 1 | -1,
): number {
  const oneAt = (at: number): number => levelAt(swept, one, from + step * at);
  const last = step * (to - from);
  // The pixel of the other row nearest to its top that touches.
  const twoAt = (at: number): number => levelAt(swept, two, from + step * Math.min(at + 1, last));
  let low = Math.max(step * (begin - from) - 1, 0);
  let high = Math.min(step * (end - from) - 1, last);
  if (low > high) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (twoAt(middle) >= oneAt(middle)) high = middle;
    else low = middle + 1;
  }
  const best = Math.min(oneAt(low), twoAt(low));
  return low > Math.max(step * (begin - from) - 1, 0) ? Math.max(best, twoAt(low - 1)) : best;
}

/**
 * Notes where the peaks of one row, [firstAbove, first), meet those of the next one, [first, count).
 *
 * @param above the upper row
 * @param row the lower row
 */
export function meetRows(
  swept: Swept,
  peaks: Peaks,
  firstAbove: number,
  first: number,
  above: SweepRow,
  row: SweepRow,
  meetings: Meetings,
): void {
  const { start, end, top, level: highest, count } = peaks;
  let skipped = firstAbove;
  for (let peak = first; peak < count; peak++) {
    const from = start[peak]!;
    const to = end[peak]!;
    const x = top[peak]!;
    while (skipped < first && end[skipped]! < from) skipped++;
    for (let other = skipped; other < first && start[other]! <= to; other++) {
      const at = top[other]!;
      // Tops that touch, as they mostly do, meet at the lower of them.
      const level =
        Math.abs(at - x) <= 1
          ? Math.min(highest[peak]!, highest[other]!)
          : at < x
            ? meetingLevel(swept, above, row, at, x, from, end[other]!, 1)
            : meetingLevel(swept, above, row, at, x, to - 1, start[other]! - 1, -1);
      if (level >= 0) addMeeting(meetings, level, other, peak);
    }
  }
}
