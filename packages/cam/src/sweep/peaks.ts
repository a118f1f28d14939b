import { grown } from '../grown.js';

/**
 * The nodes of a sweep. A row of levels is cut at its valleys into peaks: from a peak's top the levels fall, or stay, to
 * both sides. As the threshold descends, the span of a peak only grows, and always holds its top; so a peak at a level
 * is one span, peaks join where their spans meet, and what is joined stays joined.
 *
 * Peaks are numbered in raster order, and a tree's root is its smallest peak (union-find). `left`, `right`, `bottom` and
 * `pixels` are those of the whole tree, at roots only; `from` and `to` are the span of the peak itself. A component's
 * top is the row of its root, and its first pixel in raster order is `from` of its root.
 */
export type Peaks = {
  count: number;
  parent: Int32Array;
  row: Int32Array;
  /** The pixels of the peak's row that fall to it: [start, end). */
  start: Int32Array;
  end: Int32Array;
  /** First pixel of its highest level. */
  top: Int32Array;
  from: Int32Array;
  to: Int32Array;
  left: Int32Array;
  right: Int32Array;
  bottom: Int32Array;
  pixels: Float64Array;
};

export const emptyPeaks = (capacity: number): Peaks => ({
  count: 0,
  parent: new Int32Array(capacity),
  row: new Int32Array(capacity),
  start: new Int32Array(capacity),
  end: new Int32Array(capacity),
  top: new Int32Array(capacity),
  from: new Int32Array(capacity),
  to: new Int32Array(capacity),
  left: new Int32Array(capacity),
  right: new Int32Array(capacity),
  bottom: new Int32Array(capacity),
  pixels: new Float64Array(capacity),
});

function grow(peaks: Peaks): void {
  const { count, ...more } = emptyPeaks(2 * peaks.parent.length);
  for (const name of Object.keys(more) as (keyof typeof more)[])
    Object.assign(peaks, { [name]: grown(more[name], peaks[name]) });
}

/** A peak that begins at pixel (x, row), still without a top. */
export function newPeak(peaks: Peaks, row: number, x: number): number {
  if (peaks.count === peaks.parent.length) grow(peaks);
  const peak = peaks.count++;
  peaks.parent[peak] = peak;
  peaks.row[peak] = row;
  peaks.start[peak] = x;
  peaks.bottom[peak] = row + 1;
  peaks.pixels[peak] = 0;
  return peak;
}

/** Gives a peak its top; its span is empty there until it is reached. */
export function setTop({ top, from, to, left, right }: Peaks, peak: number, x: number): void {
  top[peak] = x;
  from[peak] = x;
  to[peak] = x;
  left[peak] = x;
  right[peak] = x;
}

/** Root of a peak; the path to it is halved on the way. */
export function peakRoot(parent: Int32Array, peak: number): number {
  let root = peak;
  while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!;
  return root;
}

/** Joins the trees of two peaks. */
export function joinPeaks(peaks: Peaks, one: number, two: number): void {
  const { parent, left, right, bottom, pixels } = peaks;
  const a = peakRoot(parent, one);
  const b = peakRoot(parent, two);
  if (a === b) return;
  const root = Math.min(a, b);
  const child = Math.max(a, b);
  parent[child] = root;
  left[root] = Math.min(left[root]!, left[child]!);
  right[root] = Math.max(right[root]!, right[child]!);
  bottom[root] = Math.max(bottom[root]!, bottom[child]!);
  pixels[root] = pixels[root]! + pixels[child]!;
}

/** Lets the span of a peak reach to pixel x of its row: leftwards to x, or rightwards up to but without x. */
export function growSpan({ parent, from, to, left, right, pixels }: Peaks, peak: number, x: number): void {
  const root = peakRoot(parent, peak);
  if (x < from[peak]!) {
    pixels[root] = pixels[root]! + from[peak]! - x;
    from[peak] = x;
    if (x < left[root]!) left[root] = x;
  } else {
    pixels[root] = pixels[root]! + x - to[peak]!;
    to[peak] = x;
    if (x > right[root]!) right[root] = x;
  }
}
