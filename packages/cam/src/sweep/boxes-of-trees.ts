import { type Gains, never, neverFirst } from './gains.js';
import type { Peaks } from './peaks.js';
import { type Trees, treeAt } from './trees.js';

/**
 * The boxes of the components at every level. A tree is a component from its birth down to just above its death, where it
 * joins an elder one: at the levels death < level <= birth its box, all that it has gained so far, lies where that level's
 * gain was. Components are in raster order of their first pixels where `first` ascends.
 */
export type BoxesOfTrees = Gains & {
  /** Those that live at some level at all. */
  readonly trees: readonly number[];
  readonly birth: Int32Array;
  readonly death: Int32Array;
};

/** Adds up what a tree gains on the way down; its boxes take the place of its gains. */
function addUpTree(
  { base, first, left, right, bottom }: Gains,
  tree: number,
  birth: number,
  death: number,
): void {
  let [f, l, r, b] = [neverFirst, never, 0, 0];
  for (let at = base[tree]! + birth; at > base[tree]! + death; at--) {
    f = first[at] = Math.min(f, first[at]!);
    l = left[at] = Math.min(l, left[at]!);
    r = right[at] = Math.max(r, right[at]!);
    b = bottom[at] = Math.max(b, bottom[at]!);
  }
}

/** What tree `from` is at its last level becomes part of what `to` gains at the next. */
function handDown(
  { base, first, left, right, bottom }: Gains,
  from: number,
  to: number,
  level: number,
): void {
  const last = base[from]! + level + 1;
  const at = base[to]! + level;
  first[at] = Math.min(first[at]!, first[last]!);
  left[at] = Math.min(left[at]!, left[last]!);
  right[at] = Math.max(right[at]!, right[last]!);
  bottom[at] = Math.max(bottom[at]!, bottom[last]!);
}

/** The gains are used up. */
export function addUpGains(gains: Gains, peaks: Peaks, trees: Trees): BoxesOfTrees {
  const { level: birth } = peaks;
  const { death } = trees;
  const living: number[] = [];
  for (let tree = 0; tree < peaks.count; tree++) if (birth[tree]! > death[tree]!) living.push(tree);
  // What a tree is handed by those that it outlives must be there when its turn comes. Along `into` births never fall and
  // deaths never rise (growTrees): so whoever is handed something lives at that level, and dies further down.
  living.sort((a, b) => death[b]! - death[a]!);
  for (const tree of living) {
    const end = death[tree]!;
    addUpTree(gains, tree, birth[tree]!, end);
    if (end >= 0) handDown(gains, tree, treeAt(trees, tree, end), end);
  }
  return { ...gains, trees: living, birth, death };
}
