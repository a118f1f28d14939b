import { reusable } from './reusable.js';
import { levelWithDoubt, type Swept } from './swept.js';

/**
 * The first and the last image row of every row of cells. Down a column of a cell the value is linear, so that from any pixel
 * a way leads up or down to one of them on which no value is lower: there is no component that they do not show.
 */
export type EdgeRows = {
  readonly count: number;
  /** [count], ascending: where each lies in the image. */
  readonly y: Int32Array;
  /** [count]: its cell. */
  readonly cell: Int32Array;
  /** [count · width]: the level of each pixel, row by row. */
  readonly levels: Int32Array;
};

const rooms = {
  y: reusable(Int32Array),
  cell: reusable(Int32Array),
  values: reusable(Float64Array),
};
// By far the longest list, all of which is written: it is neither filled first nor longer than it must be.
let levels = new Int32Array(0);

/** Vertical interpolation: row y at the columns of the map. @param values [w + 1], written; the last is repeated */
function readValues(
  { map, h, w, axes }: Swept,
  { y, cell }: EdgeRows,
  row: number,
  values: Float64Array,
): void {
  const f = axes.rows.fraction[y[row]!]!;
  const above = cell[row]! * w;
  const below = h > 1 ? above + w : above;
  for (let column = 0; column < w; column++) {
    const a = map[above + column]!;
    values[column] = a + (map[below + column]! - a) * f;
  }
  values[w] = values[w - 1]!;
}

/** The level of every pixel of a row. @param at where its levels begin */
function readLevels(swept: Swept, values: Float64Array, at: number): void {
  const { axes, unsure } = swept;
  const { cells, start, fraction } = axes.columns;
  const { perUnit } = swept.levels;
  for (let cell = 0; cell < cells; cell++) {
    const a = values[cell]!;
    const d = values[cell + 1]! - a;
    const end = start[cell + 1]!;
    for (let x = start[cell]!; x < end; x++) {
      const value = a + d * fraction[x]!;
      const place = value * perUnit;
      const guess = place | 0;
      const beyond = place - guess;
      if (beyond > unsure && beyond < 1 - unsure) levels[at + x] = guess;
      else levels[at + x] = place < -unsure ? -1 : levelWithDoubt(value, swept);
    }
  }
}

/** Those of the last call are overwritten. */
export function readEdgeRows(swept: Swept): EdgeRows {
  const { rows, columns } = swept.axes;
  const y = rooms.y(2 * rows.cells);
  const cellOf = rooms.cell(2 * rows.cells);
  let count = 0;
  for (let cell = 0; cell < rows.cells; cell++) {
    const first = rows.start[cell]!;
    const last = rows.start[cell + 1]! - 1;
    for (const row of first < last ? [first, last] : first === last ? [first] : []) {
      y[count] = row;
      cellOf[count++] = cell;
    }
  }
  if (levels.length < count * columns.size) levels = new Int32Array(count * columns.size);
  const edges = { count, y, cell: cellOf, levels };
  const values = rooms.values(swept.w + 1);
  for (let row = 0; row < count; row++) {
    readValues(swept, edges, row, values);
    readLevels(swept, values, row * columns.size);
  }
  return edges;
}
