import { grown } from '../grown.js';

/**
 * A row of levels is cut at its valleys into peaks: from a peak's top the levels fall, or stay, to both sides. So at any
 * level a peak is one span of its row, which holds its top and grows as the level descends. Peaks are numbered in raster
 * order.
 */
export type Peaks = {
  count: number;
  /** Which of the edge rows it is in. */
  row: Int32Array;
  /** The pixels of its row that fall to it: start <= x < end. */
  start: Int32Array;
  end: Int32Array;
  /** A pixel of its highest level, at an end of a cell; and that level. */
  top: Int32Array;
  level: Int32Array;
};

export const emptyPeaks = (): Peaks => ({
  count: 0,
  row: new Int32Array(0),
  start: new Int32Array(0),
  end: new Int32Array(0),
  top: new Int32Array(0),
  level: new Int32Array(0),
});

/** Makes sure that `more` peaks have room. */
export function reservePeaks(peaks: Peaks, more: number): void {
  if (peaks.count + more <= peaks.row.length) return;
  const capacity = 2 * (peaks.count + more);
  peaks.row = grown(new Int32Array(capacity), peaks.row);
  peaks.start = grown(new Int32Array(capacity), peaks.start);
  peaks.end = grown(new Int32Array(capacity), peaks.end);
  peaks.top = grown(new Int32Array(capacity), peaks.top);
  peaks.level = grown(new Int32Array(capacity), peaks.level);
}
