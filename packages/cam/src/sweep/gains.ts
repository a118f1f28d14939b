import type { EdgeRows } from './edge-rows.js';
import type { Peaks } from './peaks.js';
import { reusable } from './reusable.js';
import { type Trees, treeAt } from './trees.js';

/**
 * By how much each tree's box grows at each level of its life. A tree lives from its birth down to just above its death;
 * the levels of a tree lie side by side: base[tree] + level.
 */
export type Gains = {
  /** Levels of all trees. */
  readonly size: number;
  readonly base: Int32Array;
  /** A pixel in its uppermost row: y · width + x; `neverFirst` where there is none. */
  readonly first: Float64Array;
  readonly left: Int32Array;
  /** The pixels behind the last ones; 0 where there are none. */
  readonly right: Int32Array;
  readonly bottom: Int32Array;
};

/** Behind every column of an image, and behind every pixel. */
export const never = 2 ** 30;
export const neverFirst = Number.POSITIVE_INFINITY;

const rooms = {
  base: reusable(Int32Array),
  first: reusable(Float64Array),
  left: reusable(Int32Array),
  right: reusable(Int32Array),
  bottom: reusable(Int32Array),
};

/** Nothing gained yet. */
export function noGains({ count, level: birth }: Peaks, { death }: Trees): Gains {
  const base = rooms.base(count);
  let size = 0;
  for (let tree = 0; tree < count; tree++) {
    base[tree] = size - death[tree]! - 1;
    // Most trees die where they are born; where rounding decides, one may die above that.
    size += Math.max(birth[tree]! - death[tree]!, 0);
  }
  return {
    size,
    base,
    first: rooms.first(size, neverFirst),
    left: rooms.left(size, never),
    right: rooms.right(size),
    bottom: rooms.bottom(size),
  };
}

/** Gives every peak to the tree that it is part of at its top. @param width of the image, in pixels */
export function addTops(gains: Gains, trees: Trees, peaks: Peaks, { y }: EdgeRows, width: number): void {
  const { base, first, bottom } = gains;
  for (let peak = 0; peak < peaks.count; peak++) {
    const level = peaks.level[peak]!;
    const at = base[treeAt(trees, peak, level)]! + level;
    const row = y[peaks.row[peak]!]!;
    // Peaks come in raster order: the first to arrive is the first, the last one the lowest.
    if (first[at] === neverFirst) first[at] = row * width + peaks.top[peak]!;
    bottom[at] = row + 1;
  }
}

/**
 * Gives the pixels of every peak to the trees that it is part of, level by level: that is how far trees reach sideways. Up
 * to its top the first pixel of each level counts, behind it the last one.
 *
 * @param width of the image, in pixels
 */
export function addFlanks(
  gains: Gains,
  trees: Trees,
  peaks: Peaks,
  { levels }: EdgeRows,
  width: number,
): void {
  const { base, left, right } = gains;
  for (let peak = 0; peak < peaks.count; peak++) {
    const row = peaks.row[peak]! * width;
    const top = peaks.top[peak]!;
    // Most of a peak's levels belong to the tree that it is part of at its top, down to that one's death.
    const own = treeAt(trees, peak, peaks.level[peak]!);
    const ownBase = base[own]!;
    const ownDeath = trees.death[own]!;
    let level = -1;
    for (let x = peaks.start[peak]!; x <= top; x++) {
      if (levels[row + x]! <= level) continue;
      level = levels[row + x]!;
      const at = level + (level > ownDeath ? ownBase : base[treeAt(trees, own, level)]!);
      if (x < left[at]!) left[at] = x;
    }
    level = -1;
    for (let x = peaks.end[peak]! - 1; x >= top; x--) {
      if (levels[row + x]! <= level) continue;
      level = levels[row + x]!;
      const at = level + (level > ownDeath ? ownBase : base[treeAt(trees, own, level)]!);
      if (x >= right[at]!) right[at] = x + 1;
    }
  }
}
