import type { CellEnds } from './cell-ends.js';
import type { EdgeRows } from './edge-rows.js';
import { addMeeting, type Meetings } from './meetings.js';
import { type Peaks, reservePeaks } from './peaks.js';

/**
 * Cuts a row into peaks by its levels at the cells' ends, between which they rise or fall, and notes at which level two
 * neighbours meet: that of the valley between them, which is at an end of a cell and stays with the left one.
 *
 * @param width of the image, in pixels
 */
export function cutRow(
  { levels }: EdgeRows,
  row: number,
  { count, at }: CellEnds,
  width: number,
  peaks: Peaks,
  meetings: Meetings,
): void {
  reservePeaks(peaks, count);
  const first = peaks.count;
  let peak = first - 1;
  let before = -1;
  let falling = true;
  for (let end = 0; end < count; end++) {
    const level = levels[row * width + at[end]!]!;
    if (level > before) {
      if (falling) {
        const start = end === 0 ? 0 : at[end - 1]! + 1;
        if (peak >= first) peaks.end[peak] = start;
        if (before >= 0) addMeeting(meetings, before, peak, peak + 1);
        peak++;
        peaks.row[peak] = row;
        peaks.start[peak] = start;
        falling = false;
      }
      peaks.top[peak] = at[end]!;
      peaks.level[peak] = level;
    } else if (level < before) falling = true;
    before = level;
  }
  if (peak >= first) peaks.end[peak] = width;
  peaks.count = peak + 1;
}
