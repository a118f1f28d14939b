import type { Peaks } from './peaks.js';
import { reusable } from './reusable.js';
import { type Trees, treeAt } from './trees.js';

/**
 * By how much each tree's box grows at each level of its life. A tree lives from its birth down to just above its death;
 * the levels of a tree lie side by side: base[tree] + level.
 */
export type Gains = {
  readonly base: Int32Array;
  /** Its first peak with a top at this level; `never` where there is none. */
  readonly first: Int32Array;
  readonly left: Int32Array;
  /** The pixels behind the last ones; 0 where there are none. */
  readonly right: Int32Array;
  readonly bottom: Int32Array;
};

/** Behind every peak and every pixel. */
export const never = 2 ** 30;

const rooms = {
  base: reusable(Int32Array),
  first: reusable(Int32Array),
  left: reusable(Int32Array),
  right: reusable(Int32Array),
  bottom: reusable(Int32Array),
};

/** Gives every peak to the tree that it is part of at its top: that is how far trees reach up and down. */
export function gainsOf(peaks: Peaks, trees: Trees): Gains {
  const { death } = trees;
  const { count, row, level: birth } = peaks;
  const base = rooms.base(count);
  let size = 0;
  for (let tree = 0; tree < count; tree++) {
    base[tree] = size - death[tree]! - 1;
    size += Math.max(birth[tree]! - death[tree]!, 0);
  }
  const first = rooms.first(size, never);
  const left = rooms.left(size, never);
  const right = rooms.right(size);
  const bottom = rooms.bottom(size);
  for (let peak = 0; peak < count; peak++) {
    const level = birth[peak]!;
    const at = base[treeAt(trees, peak, level)]! + level;
    // Peaks come in raster order: the first to arrive is the first, the last one the lowest.
    if (first[at] === never) first[at] = peak;
    bottom[at] = row[peak]! + 1;
  }
  return { base, first, left, right, bottom };
}

/**
 * Gives the pixels of one peak to the trees that it is part of, level by level: that is how far trees reach sideways. Up
 * to its top the first pixel of each level counts, behind it the last one.
 *
 * @param levels [width] of the peak's row
 */
export function addFlanks(gains: Gains, trees: Trees, peaks: Peaks, peak: number, levels: Int32Array): void {
  const { base, left, right } = gains;
  const from = peaks.start[peak]!;
  const to = peaks.end[peak]!;
  const top = peaks.top[peak]!;
  // Most of a peak's levels belong to the tree that it is part of at its top, down to that one's death.
  const own = treeAt(trees, peak, peaks.level[peak]!);
  const ownBase = base[own]!;
  const ownDeath = trees.death[own]!;
  let level = -1;
  for (let x = from; x <= top; x++) {
    if (levels[x]! <= level) continue;
    level = levels[x]!;
    const at = level + (level > ownDeath ? ownBase : base[treeAt(trees, own, level)]!);
    if (x < left[at]!) left[at] = x;
  }
  level = -1;
  for (let x = to - 1; x >= top; x--) {
    if (levels[x]! <= level) continue;
    level = levels[x]!;
    const at = level + (level > ownDeath ? ownBase : base[treeAt(trees, own, level)]!);
    if (x >= right[at]!) right[at] = x + 1;
  }
}
