import type { Box } from './box.js';
import { checkMap } from './check-map.js';
import { gridAxes } from './grid-axes.js';
import { emptyLabels, type Labels } from './labels.js';
import { rowSpans } from './row-spans.js';
import { rowValues } from './row-values.js';
import { emptySpanRow, joinSpans, type SpanRow } from './span-row.js';

/** 8: pixels that meet at a corner are connected; 4: only those that share a side. */
export type Connectivity = 4 | 8;

/** A connected set of pixels that reach the threshold. */
export type Component = {
  readonly pixels: number;
  readonly box: Box;
  /** Its first pixel in raster order: y · width + x. */
  readonly first: number;
};

type Scratch = {
  readonly capacity: number;
  readonly values: Float64Array;
  readonly above: SpanRow;
  readonly row: SpanRow;
};

const makeScratch = (capacity: number): Scratch => ({
  capacity,
  values: new Float64Array(capacity + 1),
  above: emptySpanRow(capacity),
  row: emptySpanRow(capacity),
});

// Nothing here yields or calls back while a map is worked on, so one scratch a thread is enough.
let scratch = makeScratch(16);
const labels = emptyLabels(64);

const readComponents = ({
  count,
  parent,
  left,
  top,
  right,
  bottom,
  pixels,
  first,
}: Labels): readonly Component[] => {
  const found: Component[] = [];
  for (let label = 0; label < count; label++) {
    if (parent[label] !== label) continue;
    const box: Box = [left[label]!, top[label]!, right[label]!, bottom[label]!];
    found.push({ pixels: pixels[label]!, box, first: first[label]! });
  }
  return found;
};

/**
 * The connected components of { pixels of the interpolated image whose value is >= threshold }, without ever computing
 * that image. In words: an image row is a polyline through the map's columns (rowValues), so its spans above the
 * threshold follow from its crossings (rowSpans), at most one a cell; spans that touch those of the row above are one
 * component (joinSpans). Equal to the dense computation in every pixel; the cost is height · w, not height · width.
 *
 * @param map [h, w]
 * @returns in raster order of their first pixels, empty when no pixel reaches the threshold; null when a value of the
 *   map is not finite
 * @throws RangeError on impossible shapes
 */
export function components(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  threshold: number,
  connectivity: Connectivity,
): readonly Component[] | null {
  if (!checkMap(map, h, w, width, height)) return null;
  const { rows, columns } = gridAxes(h, w, width, height);
  if (scratch.capacity < w) scratch = makeScratch(w);
  const { values } = scratch;
  const reach = connectivity === 8 ? 1 : 0;
  let { above, row } = scratch;
  above.count = 0;
  labels.count = 0;
  for (let cell = 0; cell < rows.cells; cell++) {
    for (let y = rows.start[cell]!; y < rows.start[cell + 1]!; y++) {
      rowValues(map, h, w, cell, rows.fraction[y]!, values);
      row.count = rowSpans(values, columns, threshold, row.ends);
      joinSpans(above, row, labels, y, reach, width);
      const free = above;
      above = row;
      row = free;
    }
  }
  return readComponents(labels);
}
