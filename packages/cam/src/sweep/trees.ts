import { highestFirst, type Meetings } from './meetings.js';
import type { Peaks } from './peaks.js';
import { reusable } from './reusable.js';

/**
 * How the peaks become components. Each component is named after one of its peaks, its tree: the one that was born
 * first, at the highest level. Where two meet, the younger dies, and belongs to the elder from that level downwards.
 */
export type Trees = {
  /** The highest level at which the tree is part of another one; -1 where it never is. */
  readonly death: Int32Array;
  /** The tree it is part of from there on, which may die too. */
  readonly into: Int32Array;
};

const rooms = { death: reusable(Int32Array), into: reusable(Int32Array), parent: reusable(Int32Array) };

/** Meetings, the highest first, joined by union-find over the eldest. @param n number of levels */
export function growTrees({ count, level }: Peaks, meetings: Meetings, n: number): Trees {
  const death = rooms.death(count, -1);
  const into = rooms.into(count);
  const parent = rooms.parent(count);
  for (let peak = 0; peak < count; peak++) parent[peak] = peak;
  const rootOf = (peak: number): number => {
    let root = peak;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!;
    return root;
  };
  const order = highestFirst(meetings, n);
  for (let i = 0; i < meetings.count; i++) {
    const meeting = order[i]!;
    const one = rootOf(meetings.one[meeting]!);
    const two = rootOf(meetings.two[meeting]!);
    if (one === two) continue;
    const elder = level[one]! >= level[two]! ? one : two;
    const younger = elder === one ? two : one;
    parent[younger] = elder;
    into[younger] = elder;
    death[younger] = meetings.level[meeting]!;
  }
  return { death, into };
}

/** The tree that a peak, or a tree, belongs to at a level that it reaches. */
export function treeAt({ death, into }: Trees, peak: number, level: number): number {
  let tree = peak;
  while (death[tree]! >= level) tree = into[tree]!;
  return tree;
}
