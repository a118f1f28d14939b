import { addSpan, findRoot, type Labels, newLabel, uniteRoots } from './labels.js';

/** The spans of one row and their labels. */
export type SpanRow = {
  count: number;
  /** [2 · capacity]: start and end (half-open) of each span, from left to right. */
  readonly ends: Int32Array;
  /** [capacity]: the label of each span. */
  readonly label: Int32Array;
};

/** A row without spans, with room for `capacity`. */
export const emptySpanRow = (capacity: number): SpanRow => ({
  count: 0,
  ends: new Int32Array(2 * capacity),
  label: new Int32Array(capacity),
});

/**
 * Gives each span of row y the label of the spans above that it touches, which makes them one, or else a new label.
 *
 * @param reach 1 where a diagonal contact counts (8-connected), 0 where it does not (4-connected)
 * @param width of the image, in pixels
 */
export function joinSpans(
  above: SpanRow,
  row: SpanRow,
  labels: Labels,
  y: number,
  reach: number,
  width: number,
): void {
  let skipped = 0;
  for (let span = 0; span < row.count; span++) {
    const from = row.ends[2 * span]!;
    const to = row.ends[2 * span + 1]!;
    // What ends before this span begins can touch no later span either.
    while (skipped < above.count && above.ends[2 * skipped + 1]! + reach <= from) skipped++;
    let root = -1;
    for (let other = skipped; other < above.count && above.ends[2 * other]! < to + reach; other++) {
      const touched = findRoot(labels, above.label[other]!);
      root = root < 0 ? touched : uniteRoots(labels, root, touched);
    }
    if (root < 0) root = newLabel(labels, from, y, y * width + from);
    addSpan(labels, root, y, from, to);
    row.label[span] = root;
  }
}

/** Adds rows [y, end), each with the very spans of the row before them, which keep their labels. */
export function repeatSpans(row: SpanRow, labels: Labels, y: number, end: number): void {
  if (y === end) return;
  for (let span = 0; span < row.count; span++) {
    const root = findRoot(labels, row.label[span]!);
    const across = row.ends[2 * span + 1]! - row.ends[2 * span]!;
    labels.bottom[root] = end;
    labels.pixels[root] = labels.pixels[root]! + across * (end - y);
  }
}
