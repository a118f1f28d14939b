import { type Gains, never, neverFirst } from './gains.js';
import type { Peaks } from './peaks.js';
import { type Trees, treeAt } from './trees.js';

/** The boxes of the components at one level: position i < count. */
export type LevelBoxes = {
  count: number;
  /** Which component it is, as long as it lives: the same from its birth down to the level at which it joins an elder one. */
  readonly tree: Int32Array;
  /** A pixel in its uppermost row, y · width + x: components are in raster order of their first pixels where this ascends. */
  readonly first: Float64Array;
  readonly left: Int32Array;
  readonly top: Int32Array;
  readonly right: Int32Array;
  readonly bottom: Int32Array;
  /** 1 where this is not the box that stood at this position when boxes were told last: half of them are the same. */
  readonly isOther: Uint8Array;
};

/** Trees that live at some level at all, by birth, the highest first. */
export function byBirth({ count, level }: Peaks, { death }: Trees): Int32Array {
  const living: number[] = [];
  for (let tree = 0; tree < count; tree++) if (level[tree]! > death[tree]!) living.push(tree);
  return Int32Array.from(living.sort((a, b) => level[b]! - level[a]!));
}

export const noBoxes = (capacity: number): LevelBoxes => ({
  count: 0,
  tree: new Int32Array(capacity),
  first: new Float64Array(capacity),
  left: new Int32Array(capacity),
  top: new Int32Array(capacity),
  right: new Int32Array(capacity),
  bottom: new Int32Array(capacity),
  isOther: new Uint8Array(capacity),
});

/** Adds to component `at` what component, or gain, `from` of `other` is. */
function absorb(
  { first, left, right, bottom, isOther }: LevelBoxes,
  at: number,
  other: Pick<LevelBoxes, 'first' | 'left' | 'right' | 'bottom'>,
  from: number,
): void {
  if (
    other.first[from]! >= first[at]! &&
    other.left[from]! >= left[at]! &&
    other.right[from]! <= right[at]! &&
    other.bottom[from]! <= bottom[at]!
  )
    return;
  first[at] = Math.min(first[at]!, other.first[from]!);
  left[at] = Math.min(left[at]!, other.left[from]!);
  right[at] = Math.max(right[at]!, other.right[from]!);
  bottom[at] = Math.max(bottom[at]!, other.bottom[from]!);
  isOther[at] = 1;
}

/** A component without pixels for a tree that is born. */
export function beBorn(living: LevelBoxes, tree: number): void {
  const at = living.count++;
  living.tree[at] = tree;
  living.first[at] = neverFirst;
  living.left[at] = never;
  living.right[at] = 0;
  living.bottom[at] = 0;
  living.isOther[at] = 1;
}

/** Gives what dies at a level to the tree it is part of from here on; those that stay close up. */
export function buryDead(living: LevelBoxes, trees: Trees, level: number): void {
  const { count, tree } = living;
  const { death } = trees;
  let dead = 0;
  for (let at = 0; at < count; at++) if (death[tree[at]!] === level) dead++;
  if (dead === 0) return;
  for (let at = 0; at < count; at++)
    if (death[tree[at]!] === level) absorb(living, tree.indexOf(treeAt(trees, tree[at]!, level)), living, at);
  let kept = 0;
  for (let at = 0; at < count; at++) {
    if (death[tree[at]!] === level) continue;
    tree[kept] = tree[at]!;
    living.first[kept] = living.first[at]!;
    living.left[kept] = living.left[at]!;
    living.right[kept] = living.right[at]!;
    living.bottom[kept++] = living.bottom[at]!;
  }
  living.count = kept;
  living.isOther.fill(1, 0, kept);
}

/** The boxes have been told. */
export function markTold({ count, isOther }: LevelBoxes): void {
  for (let at = 0; at < count; at++) isOther[at] = 0;
}

/** Adds what each living tree gains at a level. @param width of the image, in pixels */
export function addGains(living: LevelBoxes, gains: Gains, width: number, level: number): void {
  for (let at = 0; at < living.count; at++) {
    absorb(living, at, gains, gains.base[living.tree[at]!]! + level);
    if (living.isOther[at] === 1) living.top[at] = Math.floor(living.first[at]! / width);
  }
}
