import { addAtLevel, type ByLevel, reserve } from './by-level.js';
import { newPeak, type Peaks, setTop } from './peaks.js';

/**
 * Cuts a row of levels into peaks and notes what will happen to them: how far the span of each reaches at each level
 * (growths: peak, pixel as growSpan takes it), and at which level two neighbours meet (meetings: peak, peak).
 *
 * @param levels [width]: -1 belongs to no peak
 */
export function cutRow(
  levels: Int32Array,
  width: number,
  row: number,
  peaks: Peaks,
  growths: ByLevel,
  meetings: ByLevel,
): void {
  reserve(growths, width);
  reserve(meetings, width);
  let peak = -1;
  let falling = false;
  let level = -1;
  for (let x = 0; x < width; ) {
    const from = x;
    const before = level;
    level = levels[x]!;
    do x++;
    while (x < width && levels[x] === level);
    if (level > before) {
      // A rise out of nothing or out of a valley, which stays with the peak it falls from, begins a peak.
      if (peak < 0 || falling) {
        const next = newPeak(peaks, row, from);
        if (peak >= 0) {
          peaks.end[peak] = from;
          addAtLevel(meetings, before, peak, next);
        }
        peak = next;
        falling = false;
      }
      if (x < width && levels[x]! > level) addAtLevel(growths, level, peak, from);
      else {
        setTop(peaks, peak, from);
        addAtLevel(growths, level, peak, x);
      }
    } else if (level < 0) {
      if (peak >= 0) peaks.end[peak] = from;
      peak = -1;
      falling = false;
    } else {
      falling = true;
      addAtLevel(growths, level, peak, x);
    }
  }
  if (peak >= 0) peaks.end[peak] = width;
}
