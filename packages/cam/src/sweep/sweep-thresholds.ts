import type { Axis } from '../axis.js';
import { checkMap } from '../check-map.js';
import { gridAxes } from '../grid-axes.js';
import { interpolatedMax } from '../interpolated-max.js';
import { roundingSlack } from '../rounding-slack.js';
import { addHeights } from './add-heights.js';
import { addUpGains, type BoxesOfTrees } from './boxes-of-trees.js';
import { cellEnds } from './cell-ends.js';
import { cutRow } from './cut-row.js';
import { type EdgeRows, readEdgeRows } from './edge-rows.js';
import { addFlanks, addTops, type Gains, noGains } from './gains.js';
import { gridLevels } from './level-of.js';
import { meetRows } from './meet-rows.js';
import { emptyMeetings } from './meetings.js';
import { emptyPeaks } from './peaks.js';
import { reusable } from './reusable.js';
import type { Swept } from './swept.js';
import { growTrees, type Trees } from './trees.js';

// Nothing here yields, so one set of lists a thread is enough.
const peaks = emptyPeaks();
const meetings = emptyMeetings();
const doubtfulRoom = reusable(Uint8Array);

/**
 * How near to a threshold a value must be for rounding to matter, in units of the map. Between two pixels of a column that lie
 * a row apart rounding can hide a rise of one slack: what a column rises by more than that a row, it rises by throughout.
 */
function marginOf(map: Float32Array, { cells, start }: Axis): number {
  let tallest = 0;
  for (let cell = 0; cell < cells; cell++) tallest = Math.max(tallest, start[cell + 1]! - start[cell]!);
  return roundingSlack(map) * (tallest + 1);
}

/** Cuts every edge row into peaks and notes where they meet. */
function cutRows(swept: Swept, edges: EdgeRows): void {
  const { ends, axes } = swept;
  let firstAbove = 0;
  peaks.count = 0;
  meetings.count = 0;
  for (let row = 0; row < edges.count; row++) {
    const first = peaks.count;
    cutRow(edges, row, ends, axes.columns.size, peaks, meetings);
    meetRows(swept, edges, row - 1, peaks, firstAbove, first, meetings);
    firstAbove = first;
  }
}

function gainsOf(swept: Swept, edges: EdgeRows, trees: Trees): Gains {
  const { size: width } = swept.axes.columns;
  const gains = noGains(peaks, trees);
  addTops(gains, trees, peaks, edges, width);
  addFlanks(gains, trees, peaks, edges, width);
  addHeights(swept, edges, peaks, trees, gains);
  return gains;
}

/** The boxes of the components at the thresholds of a grid. */
export type Sweep = BoxesOfTrees & {
  /** [n + 1]: 1 where a pixel is so near to that threshold that rounding decides: then only `components` knows its boxes. */
  readonly doubtful: Uint8Array;
};

/**
 * The boxes of the components (8-connected) of the interpolated image at each of the thresholds i / n × the maximum,
 * 0 <= i < n, in one sweep: the same as `components` gives at each. In words: every component shows on the
 * first or the last row of a row of cells (readEdgeRows); each is a polyline, cut at its valleys into peaks (cutRow); at which level
 * two peaks meet, in a row or from one to the next, whatever lies between (meetRows), makes trees of them, which stand for
 * components (growTrees); the rows say how far a tree reaches to the sides (addFlanks), the columns at which cells end how far
 * it reaches up and down between them (addHeights); and that is added up, tree by tree, on its way down (addUpGains). Equal in
 * every number. Looked at are at most two pixel rows a row of cells, two pixel columns a column of cells, and a few pixels
 * wherever two columns cross.
 *
 * @param map [h, w]
 * @param n number of thresholds
 * @returns valid until the next call; null where the maximum is not above 0, or a value is not finite
 * @throws RangeError on impossible shapes
 */
export function sweepThresholds(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  n: number,
): Sweep | null {
  if (!checkMap(map, h, w, width, height)) return null;
  const maximum = interpolatedMax(map, h, w, width, height);
  if (!(maximum > 0)) return null;
  const levels = gridLevels(n, maximum);
  const axes = gridAxes(h, w, width, height);
  const ends = cellEnds(axes.columns);
  const doubtful = doubtfulRoom(n + 1);
  const margin = marginOf(map, axes.rows);
  const unsure = levels.offBy + margin * levels.perUnit;
  // Where thresholds lie closer than that, a value has more than its two neighbours among them in doubt.
  if (unsure >= 1) doubtful.fill(1, 0, n);
  const swept = { map, h, w, axes, ends, levels, margin, unsure, doubtful };
  const edges = readEdgeRows(swept);
  cutRows(swept, edges);
  const trees = growTrees(peaks, meetings, n);
  return { ...addUpGains(gainsOf(swept, edges, trees), peaks, trees), doubtful };
}
