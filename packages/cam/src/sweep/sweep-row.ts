import type { Axis } from '../axis.js';
import { cellValue } from '../cell-value.js';
import type { CellEnds } from './cell-ends.js';
import { type Levels, levelOf } from './level-of.js';

/** Between two rows of the map, levels at the cells' ends as lines down the image: about at + by · f, f the row's fraction. */
export type EndLines = {
  /** The upper one of the two rows. */
  between: number;
  /** [ends.count], in levels. */
  readonly at: Float64Array;
  readonly by: Float64Array;
  /**
   * In levels: a line that comes no nearer to a threshold is right. It and the pixel's value are together off by less than two
   * of the roundings that roundingSlack allows eight of; where it does come nearer, the pixel itself is asked.
   */
  unsure: number;
};

/**
 * One image row. Along a cell its values are monotone, and so are their levels: those at the cells' ends tell where the
 * row rises and where it falls.
 */
export type SweepRow = {
  /** Where it lies: at fraction f between map rows `between` and `between + 1`. */
  between: number;
  f: number;
  /** [ends.count]: levels at the cells' ends. */
  readonly levels: Int32Array;
};

export const noLines = (w: number): EndLines => ({
  between: 0,
  at: new Float64Array(2 * w),
  by: new Float64Array(2 * w),
  unsure: 0,
});

export const emptySweepRow = (w: number): SweepRow => ({ between: 0, f: 0, levels: new Int32Array(2 * w) });

/** A map [h, w], and the grid of thresholds that it is asked at. */
export type Swept = {
  readonly map: Float32Array;
  readonly h: number;
  readonly w: number;
  readonly ends: CellEnds;
  readonly columns: Axis;
  readonly levels: Levels;
};

/** Level of the pixel at fraction fx of a cell, in a row. */
function exactLevel(
  { map, h, w, levels }: Swept,
  { between, f }: SweepRow,
  cell: number,
  fx: number,
): number {
  return levelOf(cellValue(map, h, w, between, cell, f, fx), levels);
}

/** Level of pixel x of a row. */
export function levelAt(swept: Swept, row: SweepRow, x: number): number {
  return exactLevel(swept, row, swept.ends.cellOf[x]!, swept.columns.fraction[x]!);
}

/** @param slack roundingSlack(map) */
export function readLines(
  { map, h, w, ends, levels }: Swept,
  between: number,
  slack: number,
  lines: EndLines,
): void {
  const { perUnit } = levels;
  for (let end = 0; end < ends.count; end++) {
    const cell = ends.cell[end]!;
    const fx = ends.fraction[end]!;
    const above = cellValue(map, h, w, between, cell, 0, fx);
    lines.at[end] = above * perUnit;
    lines.by[end] = (cellValue(map, h, w, between, cell, 1, fx) - above) * perUnit;
  }
  lines.between = between;
  lines.unsure = levels.unsure + slack * perUnit;
}

/** Reads the row at fraction f of the way along the lines. */
export function readRow(swept: Swept, { between, at, by, unsure }: EndLines, f: number, row: SweepRow): void {
  const { count, cell, fraction } = swept.ends;
  row.between = between;
  row.f = f;
  for (let end = 0; end < count; end++) {
    const place = at[end]! + by[end]! * f;
    const guess = place | 0;
    const beyond = place - guess;
    if (beyond > unsure && beyond < 1 - unsure) row.levels[end] = guess;
    else if (place < -unsure) row.levels[end] = -1;
    else row.levels[end] = exactLevel(swept, row, cell[end]!, fraction[end]!);
  }
}
