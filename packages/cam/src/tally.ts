/** Whole numbers by name. */
export type Tally = Readonly<Partial<Record<string, number>>>;

/**
 * A tally that is added to where it stands. Without a prototype: a name may be any, and a plain object that is given new
 * names again and again has a hidden class made for each.
 */
export const emptyTally = (): Record<string, number> => Object.create(null);

/** Adds a tally to a sum, key by key. */
export function addTally(sum: Record<string, number>, tally: Tally): void {
  for (const key in tally) sum[key] = (sum[key] ?? 0) + tally[key]!;
}

/** The sum of tallies, key by key. */
export function sumTallies(tallies: Iterable<Tally>): Record<string, number> {
  const sum = emptyTally();
  for (const tally of tallies) addTally(sum, tally);
  return sum;
}
