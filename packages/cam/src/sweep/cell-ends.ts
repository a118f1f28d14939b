import type { Axis } from '../axis.js';

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
