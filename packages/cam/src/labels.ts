import { grown } from './grown.js';

/**
 * Provisional components, as a forest of labels in flat arrays (union-find). Labels are given in raster order of their
 * first pixel and the smaller label is always the root, so a root's `top` and `first` are those of its whole tree.
 * `pixels`, `left`, `right`, `bottom` and `first` mean something at roots only.
 */
export type Labels = {
  count: number;
  parent: Int32Array;
  left: Int32Array;
  right: Int32Array;
  top: Int32Array;
  bottom: Int32Array;
  pixels: Float64Array;
  first: Float64Array;
};

/** No labels yet, room for `capacity`; newLabel makes more. */
export const emptyLabels = (capacity: number): Labels => ({
  count: 0,
  parent: new Int32Array(capacity),
  left: new Int32Array(capacity),
  right: new Int32Array(capacity),
  top: new Int32Array(capacity),
  bottom: new Int32Array(capacity),
  pixels: new Float64Array(capacity),
  first: new Float64Array(capacity),
});

function grow(labels: Labels): void {
  const more = emptyLabels(2 * labels.parent.length);
  labels.parent = grown(more.parent, labels.parent);
  labels.left = grown(more.left, labels.left);
  labels.right = grown(more.right, labels.right);
  labels.top = grown(more.top, labels.top);
  labels.bottom = grown(more.bottom, labels.bottom);
  labels.pixels = grown(more.pixels, labels.pixels);
  labels.first = grown(more.first, labels.first);
}

/** A label of its own for the span that starts at pixel (x, y), `index` in raster order; still without pixels. */
export function newLabel(labels: Labels, x: number, y: number, index: number): number {
  if (labels.count === labels.parent.length) grow(labels);
  const label = labels.count++;
  labels.parent[label] = label;
  labels.left[label] = x;
  labels.right[label] = x;
  labels.top[label] = y;
  labels.bottom[label] = y;
  labels.pixels[label] = 0;
  labels.first[label] = index;
  return label;
}

/** Root of a label; the path to it is halved on the way. */
export function findRoot({ parent }: Labels, label: number): number {
  let root = label;
  while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!;
  return root;
}

/** Joins the trees of two roots and returns the smaller one, the new root. */
export function uniteRoots(labels: Labels, one: number, two: number): number {
  if (one === two) return one;
  const root = Math.min(one, two);
  const child = Math.max(one, two);
  labels.parent[child] = root;
  labels.left[root] = Math.min(labels.left[root]!, labels.left[child]!);
  labels.right[root] = Math.max(labels.right[root]!, labels.right[child]!);
  labels.bottom[root] = Math.max(labels.bottom[root]!, labels.bottom[child]!);
  labels.pixels[root] = labels.pixels[root]! + labels.pixels[child]!;
  return root;
}

/** Adds the span [from, to) of row y to a root. */
export function addSpan(labels: Labels, root: number, y: number, from: number, to: number): void {
  labels.left[root] = Math.min(labels.left[root]!, from);
  labels.right[root] = Math.max(labels.right[root]!, to);
  labels.bottom[root] = y + 1;
  labels.pixels[root] = labels.pixels[root]! + to - from;
}
