import { type Axis, axis } from './axis.js';

/** How the rows and columns of a map lie over those of an image. */
export type GridAxes = { readonly rows: Axis; readonly columns: Axis };

type Entry = { readonly n: number; readonly axis: Axis };

let lastRows: Entry | null = null;
let lastColumns: Entry | null = null;

const reuse = (last: Entry | null, n: number, size: number): Entry =>
  last !== null && last.n === n && last.axis.size === size ? last : { n, axis: axis(n, size) };

/** Axes of an h×w map over a width×height image. The last ones are kept: the maps of one image share them. */
export function gridAxes(h: number, w: number, width: number, height: number): GridAxes {
  lastRows = reuse(lastRows, h, height);
  lastColumns = reuse(lastColumns, w, width);
  return { rows: lastRows.axis, columns: lastColumns.axis };
}
