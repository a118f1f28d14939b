/** The thresholds of a grid, and what it takes to find a value's level among them. */
export type Levels = {
  /** [n + 1]: nondecreasing; the last one is infinite, so that nothing reaches it. */
  readonly thresholds: Float64Array;
  /** About by how many levels a value rises where it rises by 1. */
  readonly perUnit: number;
};

/**
 * The level of a value: the index of the last threshold that it reaches, -1 where it reaches none. One multiplication
 * guesses it, and the exact comparisons correct the guess.
 */
export function levelOf(value: number, { thresholds, perUnit }: Levels): number {
  if (value < thresholds[0]!) return -1;
  const top = thresholds.length - 2;
  const guess = value * perUnit;
  let level = guess < top ? guess | 0 : top;
  while (value < thresholds[level]!) level--;
  while (value >= thresholds[level + 1]!) level++;
  return level;
}
