import type { Axis } from '../axis.js';
import { rowValues } from '../row-values.js';
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

export function cellEnds({ cells, start, size, fraction }: Axis): CellEnds {
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

/**
 * One image row. Along a cell its values are monotone, and so are their levels: those at the cells' ends tell where the
 * row rises and where it falls.
 */
export type SweepRow = {
  /** [w + 1]: values at the columns of the map. */
  readonly values: Float64Array;
  /** [ends.count]: levels at the cells' ends. */
  readonly levels: Int32Array;
};

export const emptySweepRow = (w: number): SweepRow => ({
  values: new Float64Array(w + 1),
  levels: new Int32Array(2 * w),
});

/** Level of pixel x of a row. */
export function levelAt(
  { values }: SweepRow,
  x: number,
  { cellOf }: CellEnds,
  { fraction }: Axis,
  levels: Levels,
): number {
  const cell = cellOf[x]!;
  const a = values[cell]!;
  return levelOf(a + (values[cell + 1]! - a) * fraction[x]!, levels);
}

/** Reads the row that lies at fraction f between map rows `between` and `between + 1`. @param map [h, w] */
export function readRow(
  map: Float32Array,
  h: number,
  w: number,
  between: number,
  f: number,
  { count, cell, fraction }: CellEnds,
  levels: Levels,
  row: SweepRow,
): void {
  const { values } = row;
  rowValues(map, h, w, between, f, values);
  for (let end = 0; end < count; end++) {
    const a = values[cell[end]!]!;
    row.levels[end] = levelOf(a + (values[cell[end]! + 1]! - a) * fraction[end]!, levels);
  }
}
