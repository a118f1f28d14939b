import { grown } from '../grown.js';

/**
 * A row of levels is cut at its valleys into peaks: from a peak's top the levels fall, or stay, to both sides. So at any
 * level a peak is one span of its row, which holds its top and grows as the level descends. Peaks are numbered in raster
 * order, and so are their runs: the pixels, from left to right, that share a level.
 */
export type Peaks = {
  count: number;
  row: Int32Array;
  /** The pixels of its row that fall to it: start <= x < end. */
  start: Int32Array;
  end: Int32Array;
  /** First pixel of its highest level, and that level. */
  top: Int32Array;
  level: Int32Array;
  /** Where its runs begin; they end where those of the next peak begin. */
  firstRun: Int32Array;
  runs: number;
  runLevel: Int32Array;
  /** The pixel behind a run; the next run, if any, begins there. */
  runEnd: Int32Array;
};

export const emptyPeaks = (): Peaks => ({
  count: 0,
  row: new Int32Array(0),
  start: new Int32Array(0),
  end: new Int32Array(0),
  top: new Int32Array(0),
  level: new Int32Array(0),
  firstRun: new Int32Array(0),
  runs: 0,
  runLevel: new Int32Array(0),
  runEnd: new Int32Array(0),
});

/** Makes sure that one more row of `width` pixels has room, whatever its levels. */
export function reserveRow(peaks: Peaks, width: number): void {
  if (peaks.runs + width > peaks.runEnd.length) {
    const capacity = 2 * (peaks.runs + width);
    peaks.runLevel = grown(new Int32Array(capacity), peaks.runLevel);
    peaks.runEnd = grown(new Int32Array(capacity), peaks.runEnd);
  }
  if (peaks.count + width + 1 <= peaks.row.length) return;
  const capacity = 2 * (peaks.count + width + 1);
  peaks.row = grown(new Int32Array(capacity), peaks.row);
  peaks.start = grown(new Int32Array(capacity), peaks.start);
  peaks.end = grown(new Int32Array(capacity), peaks.end);
  peaks.top = grown(new Int32Array(capacity), peaks.top);
  peaks.level = grown(new Int32Array(capacity), peaks.level);
  peaks.firstRun = grown(new Int32Array(capacity), peaks.firstRun);
}
