import { checkMap } from '../check-map.js';
import { type GridAxes, gridAxes } from '../grid-axes.js';
import { interpolatedMax } from '../interpolated-max.js';
import { roundingSlack } from '../rounding-slack.js';
import { addSides } from './add-sides.js';
import { cellEnds } from './cell-ends.js';
import { cutRow } from './cut-row.js';
import { gainsOf } from './gains.js';
import { gridLevels } from './level-of.js';
import { addGains, beBorn, buryDead, byBirth, type LevelBoxes, markTold, noBoxes } from './living.js';
import { meetRows } from './meet-rows.js';
import { emptyMeetings } from './meetings.js';
import { emptyPeaks } from './peaks.js';
import { emptySweepRow, noLines, readLines, readRow, type Swept } from './sweep-row.js';
import { growTrees } from './trees.js';

// Nothing here yields, so one set of lists a thread is enough.
const peaks = emptyPeaks();
const meetings = emptyMeetings();

/** Cuts every row of the image into peaks and notes where they meet. */
function cutImage(swept: Swept, { rows, columns }: GridAxes): void {
  const { map, w, ends } = swept;
  const slack = roundingSlack(map);
  const lines = noLines(w);
  let [above, row] = [emptySweepRow(w), emptySweepRow(w)];
  let firstAbove = 0;
  peaks.count = 0;
  meetings.count = 0;
  for (let cell = 0; cell < rows.cells; cell++) {
    if (rows.start[cell] === rows.start[cell + 1]) continue;
    readLines(swept, cell, slack, lines);
    for (let y = rows.start[cell]!; y < rows.start[cell + 1]!; y++) {
      const first = peaks.count;
      readRow(swept, lines, rows.fraction[y]!, row);
      cutRow(row.levels, ends, y, columns.size, peaks, meetings);
      meetRows(swept, peaks, firstAbove, first, above, row, meetings);
      [above, row] = [row, above];
      firstAbove = first;
    }
  }
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
 *   maximum is not above 0, or a value is not finite. It must not sweep itself; components may be asked
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
  const { columns } = axes;
  cutImage({ map, h, w, columns, ends: cellEnds(columns), levels }, axes);
  const trees = growTrees(peaks, meetings, n);
  const gains = gainsOf(peaks, trees);
  const doubtful = addSides(map, h, w, axes, levels, peaks, trees, gains);
  const unborn = byBirth(peaks, trees);
  const living = noBoxes(unborn.length);
  let born = 0;
  for (let level = n - 1; level >= 0; level--) {
    for (; born < unborn.length && peaks.level[unborn[born]!] === level; born++)
      beBorn(living, unborn[born]!);
    buryDead(living, trees, level);
    addGains(living, gains, peaks, level);
    if (doubtful[level] === 1) {
      visit(level, null);
      continue;
    }
    visit(level, living);
    markTold(living);
  }
}
