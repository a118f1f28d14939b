/** Tallies: how many of each, summed exactly. */
import { emptyTally } from '@camfleet/cam';

/** Whole numbers by name. */
export type Tally = Readonly<Record<string, number>>;

/** A sum that is added to where it stands: the accumulators of a run are thousands of names, and each shard adds some hundred. */
export type TallySum = Record<string, number>;

/** Adds by name to a sum that `emptyTally` began. Throws beyond what a number counts exactly. */
export function addExactly(sum: TallySum, tally: Tally): void {
  for (const [name, count] of Object.entries(tally)) {
    const all = (sum[name] ?? 0) + count;
    if (!Number.isSafeInteger(all)) throw new RangeError(`the tally of ${name} is not a safe whole number`);
    sum[name] = all;
  }
}

/** A new sum of both, names in order, so that equal tallies are equal bytes. Throws as addExactly does. */
export function addTallies(a: Tally, b: Tally): TallySum {
  const sum = Object.assign(emptyTally(), a);
  addExactly(sum, b);
  return sortTally(sum);
}

/** The same tally, names in order. */
export function sortTally(tally: Tally): TallySum {
  const sorted: TallySum = emptyTally();
  for (const name of Object.keys(tally).sort()) sorted[name] = tally[name]!;
  return sorted;
}
