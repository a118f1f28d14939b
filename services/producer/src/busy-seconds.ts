/** How long a run was worked on: pauses between an interruption and its resumption do not count. */
import type { CommitRecord } from '@camfleet/contracts';

/** Start and end, in ms since the epoch. */
export type Interval = readonly [number, number];

export function intervalOf({ startedAt, seconds }: CommitRecord['timings']): Interval {
  const start = Date.parse(startedAt);
  return [start, start + seconds * 1_000];
}

/** Seconds in which at least one of the intervals was under way. */
export function busySeconds(intervals: readonly Interval[]): number {
  let busyMs = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const [start, end] of intervals.toSorted((a, b) => a[0] - b[0])) {
    busyMs += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return busyMs / 1_000;
}
