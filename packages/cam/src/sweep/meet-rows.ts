import { addMeeting, type Meetings } from './meetings.js';
import type { Peaks } from './peaks.js';

/**
 * The highest level at which the spans of two peaks in neighbouring rows touch: the most, over touching pixels, of the
 * lower of their two levels. Moving both pixels towards the two tops loses nothing, so pixels between them are enough:
 * from one top on, where its levels fall and the other's rise.
 *
 * @param one levels of one row, whose top is at `from`; its peak ends before `end`
 * @param two levels of the other, whose peak begins at `begin` and has its top at `to` >= from
 * @param step 1, or -1 where everything is mirrored
 * @returns -1 where they never touch
 */
function meetingLevel(
  one: Int32Array,
  two: Int32Array,
  from: number,
  to: number,
  begin: number,
  end: number,
  reach: number,
  step: 1 | -1,
): number {
  let best = -1;
  for (let x = from; step * (end - x) > 0 && step * (to - x) >= 0; x += step) {
    const mine = one[x]!;
    if (mine <= best) break;
    const other = x === to ? x : x + step * reach;
    if (step * (other - begin) < 0) continue;
    best = Math.max(best, Math.min(mine, two[other]!));
  }
  return best;
}

/**
 * Notes where the peaks of one row, [firstAbove, first), meet those of the next one, [first, count).
 *
 * @param above levels of the upper row
 * @param levels levels of the lower row
 * @param reach 1 where a diagonal contact counts (8-connected), 0 where it does not (4-connected)
 */
export function meetRows(
  peaks: Peaks,
  firstAbove: number,
  first: number,
  above: Int32Array,
  levels: Int32Array,
  reach: number,
  meetings: Meetings,
): void {
  const { start, end, top, count } = peaks;
  let skipped = firstAbove;
  for (let peak = first; peak < count; peak++) {
    const [from, to, x] = [start[peak]!, end[peak]!, top[peak]!];
    while (skipped < first && end[skipped]! + reach <= from) skipped++;
    for (let other = skipped; other < first && start[other]! < to + reach; other++) {
      const at = top[other]!;
      const level =
        at <= x
          ? meetingLevel(above, levels, at, x, from, end[other]!, reach, 1)
          : meetingLevel(above, levels, at, x, to - 1, start[other]! - 1, reach, -1);
      if (level >= 0) addMeeting(meetings, level, other, peak);
    }
  }
}
