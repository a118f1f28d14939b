import { addMeeting, type Meetings } from './meetings.js';
import { type Peaks, reserveRow } from './peaks.js';

/**
 * Cuts a row of levels into peaks, and notes at which level two neighbours meet: that of the valley between them, which
 * stays with the left one.
 *
 * @param levels [width]: -1 belongs to no peak
 */
export function cutRow(
  levels: Int32Array,
  width: number,
  row: number,
  peaks: Peaks,
  meetings: Meetings,
): void {
  reserveRow(peaks, width);
  const { runLevel, runEnd, start, end, top } = peaks;
  let runs = peaks.runs;
  let peak = peaks.count - 1;
  let level = -1;
  let falling = true;
  for (let x = 0; x < width; ) {
    const from = x;
    const before = level;
    level = levels[x]!;
    do x++;
    while (x < width && levels[x] === level);
    if (level > before) {
      if (falling) {
        if (before >= 0) {
          end[peak] = from;
          addMeeting(meetings, before, peak, peak + 1);
        }
        peak++;
        peaks.row[peak] = row;
        peaks.firstRun[peak] = runs;
        start[peak] = from;
        falling = false;
      }
      top[peak] = from;
      peaks.level[peak] = level;
    } else {
      falling = true;
      if (level < 0 && before >= 0) end[peak] = from;
    }
    if (level < 0) continue;
    runLevel[runs] = level;
    runEnd[runs++] = x;
  }
  if (level >= 0) end[peak] = width;
  peaks.count = peak + 1;
  peaks.runs = runs;
  peaks.firstRun[peak + 1] = runs;
}
