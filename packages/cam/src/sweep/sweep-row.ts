import type { Axis } from '../axis.js';
import { rowValues } from '../row-values.js';
import { type Levels, levelOf } from './level-of.js';

/** The pixel columns in which a cell begins or ends, from left to right, and the cell of every column. */
export type CellEnds = {
  readonly count: number;
  /** [count] */
  readonly x: Int32Array;
  /** [size]: the cell of each column. */
  readonly cellOf: Int32Array;
};

export function cellEnds({ cells, start, size }: Axis): CellEnds {
  const x = new Int32Array(2 * cells);
  const cellOf = new Int32Array(size);
  let count = 0;
  for (let cell = 0; cell < cells; cell++) {
    const first = start[cell]!;
    const end = start[cell + 1]!;
    if (first === end) continue;
    cellOf.fill(cell, first, end);
    x[count++] = first;
    if (end - 1 > first) x[count++] = end - 1;
  }
  return { count, x, cellOf };
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

/** Reads the row that lies at fraction f between map rows `cell` and `cell + 1`. @param map [h, w] */
export function readRow(
  map: Float32Array,
  h: number,
  w: number,
  cell: number,
  f: number,
  ends: CellEnds,
  columns: Axis,
  levels: Levels,
  row: SweepRow,
): void {
  rowValues(map, h, w, cell, f, row.values);
  for (let end = 0; end < ends.count; end++)
    row.levels[end] = levelAt(row, ends.x[end]!, ends, columns, levels);
}
