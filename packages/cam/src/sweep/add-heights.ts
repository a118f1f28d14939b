import { cellValue } from '../cell-value.js';
import type { EdgeRows } from './edge-rows.js';
import type { Gains } from './gains.js';
import type { Peaks } from './peaks.js';
import { reusable } from './reusable.js';
import { levelAt, type Swept } from './swept.js';
import { type Trees, treeAt } from './trees.js';

const rooms = { above: reusable(Float64Array), below: reusable(Float64Array) };

/**
 * Gives the pixels of a column between the two edges of a cell to the trees that they are part of, level by level, from the
 * lower-valued edge to the other one: with that one's peak they are connected straight down, or up, the column.
 *
 * @param above the column's value on the upper edge row
 * @param below the same on the lower one
 * @param peak that of the edge with the larger value
 */
function addColumn(
  swept: Swept,
  { y, cell, levels }: EdgeRows,
  upper: number,
  x: number,
  above: number,
  below: number,
  peak: number,
  trees: Trees,
  { base, first, bottom }: Gains,
): void {
  const { axes, unsure } = swept;
  const { size: width } = axes.columns;
  const { fraction } = axes.rows;
  const { perUnit } = swept.levels;
  const rises = below > above;
  const step = rises ? 1 : -1;
  const from = y[rises ? upper : upper + 1]!;
  const to = y[rises ? upper + 1 : upper]!;
  const highest = levels[(rises ? upper + 1 : upper) * width + x]!;
  let reached = levels[(rises ? upper : upper + 1) * width + x]!;
  // In levels, about `at` + `by` · f, f a row's fraction: off by far less than makes it unsure.
  const by = ((below - above) / (fraction[y[upper + 1]!]! - fraction[y[upper]!]!)) * perUnit;
  const at = above * perUnit - by * fraction[y[upper]!]!;
  for (let row = from + step; row !== to && reached < highest; row += step) {
    const place = at + by * fraction[row]!;
    if (place + unsure < reached + 1) continue;
    const guess = place | 0;
    const beyond = place - guess;
    const isSure = beyond > unsure && beyond < 1 - unsure;
    const level = Math.min(isSure ? guess : levelAt(swept, cell[upper]!, row, x), highest);
    if (level <= reached) continue;
    reached = level;
    const gain = base[treeAt(trees, peak, level)]! + level;
    if (rises) first[gain] = Math.min(first[gain]!, row * width + x);
    else bottom[gain] = Math.max(bottom[gain]!, row + 1);
  }
}

/** The peak of a row that column x belongs to. @param from the row's first peak */
function peakAt({ end }: Peaks, from: number, x: number): number {
  let peak = from;
  while (end[peak]! <= x) peak++;
  return peak;
}

/** Whether, of two neighbouring ends of cells, the other one is at least as high on both edges; of equals the left one speaks. */
const isCovered = (above: number, below: number, otherAbove: number, otherBelow: number, isLeft: boolean) =>
  otherAbove >= above && otherBelow >= below && (isLeft || otherAbove > above || otherBelow > below);

/**
 * How far every tree reaches up and down into the cells. The uppermost and the lowest pixel of a component are at ends of
 * cells, since between two of them a row rises or falls. Of two neighbours the one that is higher on both edges is so on every
 * row between them, and connected with the other one, which reaches no further.
 */
export function addHeights(swept: Swept, edges: EdgeRows, peaks: Peaks, trees: Trees, gains: Gains): void {
  const { map, h, w, axes, ends } = swept;
  const { size: width } = axes.columns;
  const above = rooms.above(ends.count);
  const below = rooms.below(ends.count);
  let peak = 0;
  for (let upper = 0; upper + 1 < edges.count; upper++) {
    const first = edges.y[upper]!;
    const last = edges.y[upper + 1]!;
    if (last === first + 1) continue;
    const cell = edges.cell[upper]!;
    for (let end = 0; end < ends.count; end++) {
      const column = ends.cell[end]!;
      const fx = ends.fraction[end]!;
      above[end] = cellValue(map, h, w, cell, column, axes.rows.fraction[first]!, fx);
      below[end] = cellValue(map, h, w, cell, column, axes.rows.fraction[last]!, fx);
    }
    while (peak < peaks.count && peaks.row[peak]! < upper) peak++;
    let peakBelow = peak;
    while (peakBelow < peaks.count && peaks.row[peakBelow] === upper) peakBelow++;
    for (let end = 0; end < ends.count; end++) {
      const a = above[end]!;
      const b = below[end]!;
      if (end > 0 && isCovered(a, b, above[end - 1]!, below[end - 1]!, true)) continue;
      if (end + 1 < ends.count && isCovered(a, b, above[end + 1]!, below[end + 1]!, false)) continue;
      const x = ends.at[end]!;
      if (edges.levels[upper * width + x] === edges.levels[(upper + 1) * width + x]) continue;
      const own = peakAt(peaks, b > a ? peakBelow : peak, x);
      addColumn(swept, edges, upper, x, a, b, own, trees, gains);
    }
  }
}
