import { grown } from '../grown.js';

/** Pairs of numbers, each with a level, to be read level by level. */
export type ByLevel = {
  count: number;
  level: Int32Array;
  one: Int32Array;
  two: Int32Array;
  /** After sortByLevel: `one` and `two` in the order of their levels, in that of their arrival within a level. */
  sortedOne: Int32Array;
  sortedTwo: Int32Array;
};

export const emptyByLevel = (capacity: number): ByLevel => ({
  count: 0,
  level: new Int32Array(capacity),
  one: new Int32Array(capacity),
  two: new Int32Array(capacity),
  sortedOne: new Int32Array(0),
  sortedTwo: new Int32Array(0),
});

/** Makes sure that `more` pairs have room. */
export function reserve(list: ByLevel, more: number): void {
  if (list.count + more <= list.level.length) return;
  const capacity = 2 * (list.count + more);
  list.level = grown(new Int32Array(capacity), list.level);
  list.one = grown(new Int32Array(capacity), list.one);
  list.two = grown(new Int32Array(capacity), list.two);
}

/** Adds a pair, for which room was reserved. */
export function addAtLevel(list: ByLevel, level: number, one: number, two: number): void {
  const at = list.count++;
  list.level[at] = level;
  list.one[at] = one;
  list.two[at] = two;
}

/**
 * Sorts by counting.
 *
 * @param begin [levels + 1], written: the pairs of a level are begin[level] <= i < begin[level + 1]
 */
export function sortByLevel(list: ByLevel, begin: Int32Array): void {
  const { count, level, one, two } = list;
  begin.fill(0);
  for (let i = 0; i < count; i++) begin[level[i]!]!++;
  let sum = 0;
  for (let i = 0; i < begin.length; i++) sum = begin[i] = sum + begin[i]!;
  if (list.sortedOne.length < count) {
    list.sortedOne = new Int32Array(list.level.length);
    list.sortedTwo = new Int32Array(list.level.length);
  }
  const { sortedOne, sortedTwo } = list;
  // From the back, each level's end moves down to its beginning.
  for (let i = count - 1; i >= 0; i--) {
    const at = --begin[level[i]!]!;
    sortedOne[at] = one[i]!;
    sortedTwo[at] = two[i]!;
  }
}
