import { type Band, blockRows, emptyBand, readBand } from './band.js';
import type { Box } from './box.js';
import { checkMap } from './check-map.js';
import { crossCells } from './cross-cells.js';
import { gridAxes } from './grid-axes.js';
import { emptyLabels, type Labels } from './labels.js';
import { roundingSlack } from './rounding-slack.js';
import { rowSpans } from './row-spans.js';
import { emptySpanRow, joinSpans, repeatSpans, type SpanRow } from './span-row.js';

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
  readonly band: Band;
  readonly above: SpanRow;
  readonly row: SpanRow;
};

const makeScratch = (capacity: number): Scratch => ({
  capacity,
  band: emptyBand(capacity),
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
 * that image. In words: between two rows of the map most cells are full or empty, which their corners tell (readBand);
 * an image row is a polyline through the map's columns, so its spans above the threshold follow from its crossings in
 * the other cells, at most one a cell (crossCells, rowSpans); spans that touch those of the row above are one component
 * (joinSpans).
 * Equal to the dense computation in every pixel; the cost is at most height · w, not height · width.
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
  // Nothing reaches it; the rows below ask for what falls short instead.
  if (Number.isNaN(threshold)) return [];
  const { rows, columns } = gridAxes(h, w, width, height);
  if (scratch.capacity < w) scratch = makeScratch(w);
  const { band } = scratch;
  const slack = roundingSlack(map);
  const reach = connectivity === 8 ? 1 : 0;
  let { above, row } = scratch;
  above.count = 0;
  labels.count = 0;
  for (let cell = 0; cell < rows.cells; cell++) {
    const end = rows.start[cell + 1]!;
    let y = rows.start[cell]!;
    if (y === end) continue;
    readBand(map, h, w, cell, columns, threshold, slack, band);
    // Where no cell is mixed, all rows are alike.
    const last = band.mixed > 0 ? end : y + 1;
    while (y < last) {
      const block = Math.min(last - y, blockRows);
      crossCells(band, rows, y, block, columns);
      for (let line = 0; line < block; line++, y++) {
        row.count = rowSpans(band, line, row.ends);
        joinSpans(above, row, labels, y, reach, width);
        const free = above;
        above = row;
        row = free;
      }
    }
    repeatSpans(above, labels, y, end);
  }
  return readComponents(labels);
}
