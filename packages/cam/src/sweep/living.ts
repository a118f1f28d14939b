import type { Gains } from './gains.js';
import type { Peaks } from './peaks.js';
import { type Trees, treeAt } from './trees.js';

/** The components at one level: position i < count. What components.ts calls them, in no particular order. */
export type LevelComponents = {
  count: number;
  readonly tree: Int32Array;
  readonly pixels: Float64Array;
  /** First pixel in raster order: y · width + x; the component's top is its row. */
  readonly first: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly bottom: Int32Array;
};

/** Trees that live at some level at all, by birth, the highest first. */
export function byBirth({ count, level }: Peaks, { death }: Trees): Int32Array {
  const living = Int32Array.from({ length: count }, (_, tree) => tree).filter(
    (tree) => level[tree]! > death[tree]!,
  );
  return living.sort((a, b) => level[b]! - level[a]!);
}

export const noComponents = (capacity: number): LevelComponents => ({
  count: 0,
  tree: new Int32Array(capacity),
  pixels: new Float64Array(capacity),
  first: new Float64Array(capacity),
  left: new Int32Array(capacity),
  right: new Int32Array(capacity),
  bottom: new Int32Array(capacity),
});

/** Adds to component `at` what component, or gain, `from` of `other` is. */
function absorb(
  { pixels, first, left, right, bottom }: LevelComponents,
  at: number,
  other: Omit<LevelComponents, 'count' | 'tree'>,
  from: number,
): void {
  pixels[at] = pixels[at]! + other.pixels[from]!;
  first[at] = Math.min(first[at]!, other.first[from]!);
  left[at] = Math.min(left[at]!, other.left[from]!);
  right[at] = Math.max(right[at]!, other.right[from]!);
  bottom[at] = Math.max(bottom[at]!, other.bottom[from]!);
}

/** A component without pixels for a tree that is born. */
export function beBorn(living: LevelComponents, tree: number): void {
  const at = living.count++;
  living.tree[at] = tree;
  living.pixels[at] = 0;
  living.first[at] = Number.POSITIVE_INFINITY;
  living.left[at] = 2 ** 30;
  living.right[at] = 0;
  living.bottom[at] = 0;
}

/** Gives what dies at a level to the tree it is part of from here on; those that stay close up. */
export function buryDead(living: LevelComponents, trees: Trees, level: number): void {
  const { count, tree } = living;
  for (let at = 0; at < count; at++) {
    if (trees.death[tree[at]!] !== level) continue;
    const heir = treeAt(trees, tree[at]!, level);
    absorb(living, tree.subarray(0, count).indexOf(heir), living, at);
  }
  let kept = 0;
  for (let at = 0; at < count; at++) {
    if (trees.death[tree[at]!] === level) continue;
    if (kept < at) {
      tree[kept] = tree[at]!;
      living.pixels[kept] = living.pixels[at]!;
      living.first[kept] = living.first[at]!;
      living.left[kept] = living.left[at]!;
      living.right[kept] = living.right[at]!;
      living.bottom[kept] = living.bottom[at]!;
    }
    kept++;
  }
  living.count = kept;
}

/** Adds what each living tree gains at a level. */
export function addGains(living: LevelComponents, gains: Gains, level: number): void {
  for (let at = 0; at < living.count; at++) {
    const gain = gains.base[living.tree[at]!]! + level;
    if (gains.pixels[gain]! > 0) absorb(living, at, gains, gain);
  }
}
