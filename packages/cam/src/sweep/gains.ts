import type { Peaks } from './peaks.js';
import { type Trees, treeAt } from './trees.js';

/**
 * What each tree gains at each level of its life. A tree lives from its birth down to just above its death; the levels of
 * a tree lie side by side: base[tree] + level. Where pixels is 0 nothing is gained and the rest means nothing.
 */
export type Gains = {
  readonly base: Int32Array;
  readonly pixels: Float64Array;
  /** The first of the gained pixels in raster order. */
  readonly first: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly bottom: Int32Array;
};

/** Gives every run of pixels to its tree at its level. @param width of the image, in pixels */
export function gainsOf(peaks: Peaks, trees: Trees, width: number): Gains {
  const { death } = trees;
  const { count, row, start, firstRun, runLevel, runEnd, level: birth } = peaks;
  const base = new Int32Array(count);
  let size = 0;
  for (let tree = 0; tree < count; tree++) {
    base[tree] = size - death[tree]! - 1;
    size += Math.max(birth[tree]! - death[tree]!, 0);
  }
  const gains: Gains = {
    base,
    pixels: new Float64Array(size),
    first: new Float64Array(size),
    left: new Int32Array(size),
    right: new Int32Array(size),
    bottom: new Int32Array(size),
  };
  const { pixels, first, left, right, bottom } = gains;
  for (let peak = 0; peak < count; peak++) {
    const y = row[peak]!;
    // Most of a peak's runs belong to the tree that it is part of at its top, down to that one's death.
    const own = treeAt(trees, peak, birth[peak]!);
    const ownBase = base[own]!;
    const ownDeath = death[own]!;
    let from = start[peak]!;
    const runs = firstRun[peak + 1]!;
    for (let run = firstRun[peak]!; run < runs; run++) {
      const level = runLevel[run]!;
      const to = runEnd[run]!;
      const at = (level > ownDeath ? ownBase : base[treeAt(trees, own, level)]!) + level;
      // Peaks and runs come in raster order: the first to arrive is the first, the last to arrive the lowest.
      if (pixels[at] === 0) {
        first[at] = y * width + from;
        left[at] = from;
        right[at] = to;
      } else {
        if (from < left[at]!) left[at] = from;
        if (to > right[at]!) right[at] = to;
      }
      bottom[at] = y + 1;
      pixels[at] = pixels[at]! + to - from;
      from = to;
    }
  }
  return gains;
}
