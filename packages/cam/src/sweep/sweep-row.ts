import type { Axis } from '../axis.js';
import { cellValue } from '../cell-value.js';
import { type Levels, levelOf } from './level-of.js';

/** The pixel columns in which a cell begins or ends, from left to right, and the cell of every column. */
export type CellEnds = {
  readonly count: number;
  /** [count]: the column, its cell, and its fraction of the way through it. */
  readonly x: Int32Array;
  readonly cell: Int32Array;
  readonly fraction: Float64Array;
  /** [size]: the cell of each column. */
  readonly cellOf: Int32Array;
};

const known = new WeakMap<Axis, CellEnds>();

/** The same for the same axis, which maps of one size that follow each other share. */
export function cellEnds(columns: Axis): CellEnds {
  const found = known.get(columns);
  if (found !== undefined) return found;
  const ends = findEnds(columns);
  known.set(columns, ends);
  return ends;
}

function findEnds({ cells, start, size, fraction }: Axis): CellEnds {
  const cellOf = new Int32Array(size);
  const x: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const first = start[cell]!;
    const end = start[cell + 1]!;
    if (first === end) continue;
    cellOf.fill(cell, first, end);
    x.push(first);
    if (end - 1 > first) x.push(end - 1);
  }
  return {
    count: x.length,
    x: Int32Array.from(x),
    cell: Int32Array.from(x, (column) => cellOf[column]!),
    fraction: Float64Array.from(x, (column) => fraction[column]!),
    cellOf,
  };
}

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
  return levelOf(cellValue(map, between * w + cell, w > 1 ? 1 : 0, h > 1 ? w : 0, f, fx), levels);
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
  const right = w > 1 ? 1 : 0;
  const down = h > 1 ? w : 0;
  for (let end = 0; end < ends.count; end++) {
    const corner = between * w + ends.cell[end]!;
    const fx = ends.fraction[end]!;
    const above = cellValue(map, corner, right, down, 0, fx);
    lines.at[end] = above * perUnit;
    lines.by[end] = (cellValue(map, corner, right, down, 1, fx) - above) * perUnit;
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
