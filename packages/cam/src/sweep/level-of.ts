import { thresholdOf } from '../threshold.js';

/** The thresholds of a grid, and what it takes to find a value's level among them. */
export type Levels = {
  /** [n + 1]: nondecreasing; the last one is infinite, so that nothing reaches it. */
  readonly thresholds: Float64Array;
  /** About by how many levels a value rises where it rises by 1. */
  readonly perUnit: number;
  /** What perUnit and the thresholds can be off by, in levels. */
  readonly offBy: number;
};

// The last grid's list is used again: most maps are asked at the same number of thresholds.
let thresholds = new Float64Array(0);

/** Those of the last call are overwritten. @param n number of thresholds: i / n × the maximum, i < n */
export function gridLevels(n: number, maximum: number): Levels {
  if (thresholds.length !== n + 1) thresholds = new Float64Array(n + 1);
  thresholds[n] = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++) thresholds[i] = thresholdOf(i / n, maximum);
  // Each of value · perUnit and i / n · maximum is rounded three times, by at most 2^-53 of n levels.
  return { thresholds, perUnit: n / maximum, offBy: n * 2 ** -49 };
}

/**
 * The level of a value: the index of the last threshold that it reaches, -1 where it reaches none. One multiplication
 * tells, but where it comes so near to a threshold that only the exact comparisons can.
 */
export function levelOf(value: number, levels: Levels): number {
  const { thresholds, perUnit, offBy } = levels;
  const place = value * perUnit;
  const guess = place | 0;
  const beyond = place - guess;
  if (beyond > offBy && beyond < 1 - offBy) return guess;
  if (value < thresholds[0]!) return -1;
  const top = thresholds.length - 2;
  let level = Math.min(guess, top);
  while (value < thresholds[level]!) level--;
  while (value >= thresholds[level + 1]!) level++;
  return level;
}
