import { checkMap } from '../check-map.js';
import type { Connectivity } from '../components.js';
import { gridAxes } from '../grid-axes.js';
import { interpolatedMax } from '../interpolated-max.js';
import { rowValues } from '../row-values.js';
import { thresholdOf } from '../threshold.js';
import { emptyByLevel, sortByLevel } from './by-level.js';
import { cutRow } from './cut-row.js';
import { levelRow } from './level-row.js';
import { meetRows } from './meet-rows.js';
import { emptyPeaks, growSpan, joinPeaks, type Peaks } from './peaks.js';

/** The components at one threshold: roots among the peaks, in no particular order. */
export type LevelComponents = {
  readonly count: number;
  readonly roots: Int32Array;
  readonly peaks: Peaks;
};

// Nothing here yields, so one set of lists a thread is enough.
const peaks = emptyPeaks(1024);
const growths = emptyByLevel(1 << 16);
const meetings = emptyByLevel(1024);

/** thresholds[i] = thresholdOf(i / n, maximum), and one that nothing reaches behind them. */
function gridThresholds(n: number, maximum: number): Float64Array {
  const thresholds = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < n; i++) thresholds[i] = thresholdOf(i / n, maximum);
  return thresholds;
}

function cutImage(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  thresholds: Float64Array,
  levelsPerUnit: number,
  reach: number,
): void {
  const { rows, columns } = gridAxes(h, w, width, height);
  const values = new Float64Array(w + 1);
  let [above, levels] = [new Int32Array(width), new Int32Array(width)];
  let firstAbove = 0;
  peaks.count = 0;
  growths.count = 0;
  meetings.count = 0;
  for (let cell = 0; cell < rows.cells; cell++)
    for (let y = rows.start[cell]!; y < rows.start[cell + 1]!; y++) {
      const first = peaks.count;
      rowValues(map, h, w, cell, rows.fraction[y]!, values);
      levelRow(values, columns, thresholds, levelsPerUnit, levels);
      cutRow(levels, width, y, peaks, growths, meetings);
      meetRows(peaks, firstAbove, first, above, levels, reach, meetings);
      [above, levels] = [levels, above];
      firstAbove = first;
    }
}

/**
 * The components of the interpolated image at each of the thresholds i / n × the maximum, i = n − 1, …, 1, 0, in one
 * descending sweep: the same as `components` gives at each. In words: every pixel's level, the last threshold that it
 * reaches, is found once; rows of levels are cut into peaks (cutRow); how far each peak's span reaches at a level, and at
 * which level peaks meet, in a row (cutRow) or across two (meetRows), is noted and sorted by level; then the spans grow
 * and peaks are joined, level by level (union-find).
 *
 * @param map [h, w]
 * @param n number of thresholds
 * @param visit called n times, with the threshold's index and its components; they are overwritten after it returns. Not
 *   called where the maximum is not above 0, or a value is not finite
 * @throws RangeError on impossible shapes
 */
export function sweepThresholds(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  n: number,
  connectivity: Connectivity,
  visit: (index: number, components: LevelComponents) => void,
): void {
  if (!checkMap(map, h, w, width, height)) return;
  const maximum = interpolatedMax(map, h, w, width, height);
  if (!(maximum > 0)) return;
  const thresholds = gridThresholds(n, maximum);
  cutImage(map, h, w, width, height, thresholds, n / maximum, connectivity === 8 ? 1 : 0);
  const growthsAt = new Int32Array(n + 1);
  const meetingsAt = new Int32Array(n + 1);
  sortByLevel(growths, growthsAt);
  sortByLevel(meetings, meetingsAt);
  const { parent, from, to } = peaks;
  const roots = new Int32Array(peaks.count);
  let count = 0;
  for (let level = n - 1; level >= 0; level--) {
    for (let i = growthsAt[level]!; i < growthsAt[level + 1]!; i++) {
      const peak = growths.sortedOne[i]!;
      if (from[peak] === to[peak]) roots[count++] = peak;
      growSpan(peaks, peak, growths.sortedTwo[i]!);
    }
    for (let i = meetingsAt[level]!; i < meetingsAt[level + 1]!; i++)
      joinPeaks(peaks, meetings.sortedOne[i]!, meetings.sortedTwo[i]!);
    let kept = 0;
    for (let i = 0; i < count; i++) if (parent[roots[i]!] === roots[i]) roots[kept++] = roots[i]!;
    count = kept;
    visit(level, { count, roots, peaks });
  }
}
