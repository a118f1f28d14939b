import { cellEnds } from './cell-ends.js';
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
  /** [count]: its row of cells. */
  readonly cell: Int32Array;
  /** [count · width]: the level of each pixel, row by row. */
  readonly levels: Int32Array;
};

const valuesRoom = reusable(Float64Array);
// All of it is written each time, so that it is not filled first; it grows to what is needed and no further.
let levelsRoom = new Int32Array(0);

/**
 * Vertical interpolation: an image row at the columns of the map.
 *
 * @param cell its row of cells
 * @param f its fraction of the way through it
 * @param values [w + 1], written; the last is repeated, so that a map of one column has a right neighbour
 */
function readValues({ map, h, w }: Swept, cell: number, f: number, values: Float64Array): void {
  const above = cell * w;
  const below = h > 1 ? above + w : above;
  for (let column = 0; column < w; column++) {
    const a = map[above + column]!;
    values[column] = a + (map[below + column]! - a) * f;
  }
  values[w] = values[w - 1]!;
}

/** The level of every pixel of a row. @param at where the row begins among the levels, which are written */
function readLevels(swept: Swept, values: Float64Array, found: Int32Array, at: number): void {
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
      if (beyond > unsure && beyond < 1 - unsure) found[at + x] = guess;
      else found[at + x] = place < -unsure ? -1 : levelWithDoubt(value, swept);
    }
  }
}

/** Those of the last call are overwritten. */
export function readEdgeRows(swept: Swept): EdgeRows {
  const { rows, columns } = swept.axes;
  const { count, at: y, cell, fraction } = cellEnds(rows);
  const size = count * columns.size;
  if (levelsRoom.length < size) levelsRoom = new Int32Array(size);
  const values = valuesRoom(swept.w + 1);
  for (let row = 0; row < count; row++) {
    readValues(swept, cell[row]!, fraction[row]!, values);
    readLevels(swept, values, levelsRoom, row * columns.size);
  }
  return { count, y, cell, levels: levelsRoom };
}
