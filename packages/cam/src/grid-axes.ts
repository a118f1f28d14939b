import { type Axis, axis } from './axis.js';

/** How the rows and columns of a map lie over those of an image. */
export type GridAxes = { readonly rows: Axis; readonly columns: Axis };

/** Pixels of the axes that are kept, twelve bytes each: a hundred sizes of photographs. As many for columns as for rows. */
const keptPixelsMax = 65_536;

/** Makes axes. Those made last are kept, one of each size, and the last one however large it is. */
function keepAxes(): (n: number, size: number) => Axis {
  const kept = new Map<number, { readonly n: number; readonly made: Axis }>();
  let pixels = 0;
  return (n, size) => {
    const found = kept.get(size);
    if (found?.n === n) return found.made;
    const made = axis(n, size);
    if (found === undefined) pixels += size;
    if (pixels > keptPixelsMax) {
      kept.clear();
      pixels = size;
    }
    kept.set(size, { n, made });
    return made;
  };
}

const rowsOf = keepAxes();
const columnsOf = keepAxes();

/** Axes of an h×w map over a width×height image. */
export function gridAxes(h: number, w: number, width: number, height: number): GridAxes {
  return { rows: rowsOf(h, height), columns: columnsOf(w, width) };
}
