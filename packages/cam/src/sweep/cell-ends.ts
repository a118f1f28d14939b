import type { Axis } from '../axis.js';

/** The pixels along an axis at which a cell begins or ends, in order, and the cell of every pixel. */
export type CellEnds = {
  readonly count: number;
  /** [count]: the pixel, its cell, and its fraction of the way through it. */
  readonly at: Int32Array;
  readonly cell: Int32Array;
  readonly fraction: Float64Array;
  /** [size]: the cell of each pixel. */
  readonly cellOf: Int32Array;
};

const known = new WeakMap<Axis, CellEnds>();

/** The same for the same axis, which maps of one size share. */
export function cellEnds(axis: Axis): CellEnds {
  const found = known.get(axis);
  if (found !== undefined) return found;
  const ends = findEnds(axis);
  known.set(axis, ends);
  return ends;
}

function findEnds({ cells, start, size, fraction }: Axis): CellEnds {
  const cellOf = new Int32Array(size);
  const at: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const first = start[cell]!;
    const end = start[cell + 1]!;
    if (first === end) continue;
    cellOf.fill(cell, first, end);
    at.push(first);
    if (end - 1 > first) at.push(end - 1);
  }
  return {
    count: at.length,
    at: Int32Array.from(at),
    cell: Int32Array.from(at, (pixel) => cellOf[pixel]!),
    fraction: Float64Array.from(at, (pixel) => fraction[pixel]!),
    cellOf,
  };
}
