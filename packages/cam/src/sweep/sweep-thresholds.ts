import { checkMap } from '../check-map.js';
import type { Connectivity } from '../components.js';
import { gridAxes } from '../grid-axes.js';
import { interpolatedMax } from '../interpolated-max.js';
import { rowValues } from '../row-values.js';
import { thresholdOf } from '../threshold.js';
import { cutRow } from './cut-row.js';
import { gainsOf } from './gains.js';
import { levelRow } from './level-row.js';
import { addGains, beBorn, buryDead, byBirth, type LevelComponents, noComponents } from './living.js';
import { meetRows } from './meet-rows.js';
import { emptyMeetings } from './meetings.js';
import { emptyPeaks } from './peaks.js';
import { growTrees } from './trees.js';

// Nothing here yields, so one set of lists a thread is enough.
const peaks = emptyPeaks();
const meetings = emptyMeetings();

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
  peaks.runs = 0;
  meetings.count = 0;
  for (let cell = 0; cell < rows.cells; cell++)
    for (let y = rows.start[cell]!; y < rows.start[cell + 1]!; y++) {
      const first = peaks.count;
      rowValues(map, h, w, cell, rows.fraction[y]!, values);
      levelRow(values, columns, thresholds, levelsPerUnit, levels);
      cutRow(levels, width, y, peaks, meetings);
      meetRows(peaks, firstAbove, first, above, levels, reach, meetings);
      [above, levels] = [levels, above];
      firstAbove = first;
    }
}

/**
 * The components of the interpolated image at each of the thresholds i / n × the maximum, i = n − 1, …, 1, 0, in one
 * descending sweep: the same as `components` gives at each. In words: every pixel's level, the last threshold that it
 * reaches, is found once; rows of levels are cut into peaks (cutRow); at which level two peaks meet, in a row or across
 * two (meetRows), makes trees of them, which stand for components (growTrees); every run of pixels is a gain of one tree
 * at one level (gainsOf); and the sweep adds up the gains, level by level, of the few trees that live there.
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
  const trees = growTrees(peaks, meetings, n);
  const gains = gainsOf(peaks, trees, width);
  const unborn = byBirth(peaks, trees);
  const living = noComponents(unborn.length);
  let born = 0;
  for (let level = n - 1; level >= 0; level--) {
    for (; born < unborn.length && peaks.level[unborn[born]!] === level; born++)
      beBorn(living, unborn[born]!);
    buryDead(living, trees, level);
    addGains(living, gains, level);
    visit(level, living);
  }
}
