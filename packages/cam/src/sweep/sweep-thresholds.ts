import { checkMap } from '../check-map.js';
import { type GridAxes, gridAxes } from '../grid-axes.js';
import { interpolatedMax } from '../interpolated-max.js';
import { roundingSlack } from '../rounding-slack.js';
import { rowValues } from '../row-values.js';
import { thresholdOf } from '../threshold.js';
import { cutRow } from './cut-row.js';
import { addFlanks, type Gains, gainsOf } from './gains.js';
import { type Levels, levelOf } from './level-of.js';
import { addGains, beBorn, buryDead, byBirth, type LevelBoxes, noBoxes } from './living.js';
import { meetRows } from './meet-rows.js';
import { emptyMeetings } from './meetings.js';
import { emptyPeaks } from './peaks.js';
import { type CellEnds, cellEnds, emptySweepRow, readRow } from './sweep-row.js';
import { growTrees, type Trees } from './trees.js';

// Nothing here yields, so one set of lists a thread is enough.
const peaks = emptyPeaks();
const meetings = emptyMeetings();

/** thresholds[i] = thresholdOf(i / n, maximum), and one that nothing reaches behind them. */
function gridLevels(n: number, maximum: number): Levels {
  const thresholds = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < n; i++) thresholds[i] = thresholdOf(i / n, maximum);
  return { thresholds, perUnit: n / maximum };
}

/** Cuts every row of the image into peaks and notes where they meet. */
function cutImage(
  map: Float32Array,
  h: number,
  w: number,
  { rows, columns }: GridAxes,
  ends: CellEnds,
  levels: Levels,
): void {
  let [above, row] = [emptySweepRow(w), emptySweepRow(w)];
  let firstAbove = 0;
  peaks.count = 0;
  meetings.count = 0;
  for (let cell = 0; cell < rows.cells; cell++)
    for (let y = rows.start[cell]!; y < rows.start[cell + 1]!; y++) {
      const first = peaks.count;
      readRow(map, h, w, cell, rows.fraction[y]!, ends, columns, levels, row);
      cutRow(row.levels, ends, y, columns.size, peaks, meetings);
      meetRows(peaks, firstAbove, first, above, row, ends, columns, levels, meetings);
      [above, row] = [row, above];
      firstAbove = first;
    }
}

/**
 * How far every tree reaches to the left and to the right. Down a column of a cell the value is linear, so that from any
 * pixel a way leads up or down to the cell's first or last row on which no value is lower: it is part of the same
 * component. These rows alone decide; where rounding could have a say, the level is in doubt.
 *
 * @returns [n]: 1 where a pixel is as near to a threshold as rounding can matter
 */
function addSides(
  map: Float32Array,
  h: number,
  w: number,
  { rows, columns }: GridAxes,
  { cellOf }: CellEnds,
  levels: Levels,
  trees: Trees,
  gains: Gains,
): Uint8Array {
  const { thresholds } = levels;
  const doubtful = new Uint8Array(thresholds.length);
  const slack = roundingSlack(map);
  const values = new Float64Array(w + 1);
  const levelRow = new Int32Array(columns.size);
  let peak = 0;
  for (let cell = 0; cell < rows.cells; cell++) {
    const [start, end] = [rows.start[cell]!, rows.start[cell + 1]!];
    // Rounding can hide a rise of one slack a row.
    const margin = slack * (end - start + 1);
    for (let y = start; y < end; y = y === start ? Math.max(end - 1, y + 1) : end) {
      rowValues(map, h, w, cell, rows.fraction[y]!, values);
      for (let x = 0; x < columns.size; x++) {
        const a = values[cellOf[x]!]!;
        const value = a + (values[cellOf[x]! + 1]! - a) * columns.fraction[x]!;
        const level = levelOf(value, levels);
        if (level >= 0 && value - thresholds[level]! <= margin) doubtful[level] = 1;
        if (thresholds[level + 1]! - value <= margin) doubtful[level + 1] = 1;
        levelRow[x] = level;
      }
      while (peak < peaks.count && peaks.row[peak]! < y) peak++;
      for (; peak < peaks.count && peaks.row[peak] === y; peak++)
        addFlanks(gains, trees, peaks, peak, levelRow);
    }
  }
  return doubtful;
}

/**
 * The boxes of the components (8-connected) of the interpolated image at each of the thresholds i / n × the maximum,
 * i = n − 1, …, 1, 0, in one descending sweep: the same as `components` gives at each. In words: every row is a polyline,
 * cut at its valleys into peaks (cutRow); at which level two peaks meet, in a row or across two (meetRows), makes trees of
 * them, which stand for components (growTrees); the peaks' tops say how far a tree reaches up and down, the first and the
 * last row of each cell how far to the sides (addSides); and the sweep adds that up, level by level, for the few trees
 * that live there. Equal in every number; the cost is at most height · w and, in two rows a cell, width.
 *
 * @param map [h, w]
 * @param n number of thresholds
 * @param visit called n times, with the threshold's index and its boxes, which are overwritten after it returns; null
 *   where a pixel is so near to the threshold that rounding decides: then only `components` knows. Not called where the
 *   maximum is not above 0, or a value is not finite
 * @throws RangeError on impossible shapes
 */
export function sweepThresholds(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  n: number,
  visit: (index: number, boxes: LevelBoxes | null) => void,
): void {
  if (!checkMap(map, h, w, width, height)) return;
  const maximum = interpolatedMax(map, h, w, width, height);
  if (!(maximum > 0)) return;
  const levels = gridLevels(n, maximum);
  const axes = gridAxes(h, w, width, height);
  const ends = cellEnds(axes.columns);
  cutImage(map, h, w, axes, ends, levels);
  const trees = growTrees(peaks, meetings, n);
  const gains = gainsOf(peaks, trees);
  const doubtful = addSides(map, h, w, axes, ends, levels, trees, gains);
  const unborn = byBirth(peaks, trees);
  const living = noBoxes(unborn.length);
  let born = 0;
  for (let level = n - 1; level >= 0; level--) {
    for (; born < unborn.length && peaks.level[unborn[born]!] === level; born++)
      beBorn(living, unborn[born]!);
    buryDead(living, trees, level);
    addGains(living, gains, peaks, level);
    visit(level, doubtful[level] === 1 ? null : living);
  }
}
