/** Tallies: how many of each, summed exactly. */

/** Whole numbers by name. */
export type Tally = Readonly<Record<string, number>>;

/** Sums by name, names in order, so that equal tallies are equal bytes. Throws beyond what a number counts exactly. */
export function addTallies(a: Tally, b: Tally): Record<string, number> {
  const sums = new Map(Object.entries(a));
  for (const [name, count] of Object.entries(b)) {
    const sum = (sums.get(name) ?? 0) + count;
    if (!Number.isSafeInteger(sum)) throw new RangeError(`the tally of ${name} is not a safe whole number`);
    sums.set(name, sum);
  }
  return Object.fromEntries([...sums].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The same tally, names in order. */
export function sortTally(tally: Tally): Record<string, number> {
  return addTallies({}, tally);
}
