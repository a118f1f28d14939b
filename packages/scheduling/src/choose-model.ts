/** Which model a worker serves: its own while that has work, and another's where nobody else does. */

export interface Demand {
  /** The queue of a model. */
  readonly queue: string;
  /** Its shards in the queue. */
  readonly jobs: number;
  /** Workers that serve it. */
  readonly workers: number;
}

/**
 * The queue to serve next; null stays. `mine` is null for a worker that has no model yet. A worker leaves a model without
 * work at once for the one with the most shards a worker; one with work only after `keptMs` of at least `stayMs`, for a
 * model that has none at all, so that no model waits for another to end.
 */
export function chooseModel(
  mine: string | null,
  demands: readonly Demand[],
  keptMs: number,
  stayMs: number,
): string | null {
  const others = demands.filter(({ queue, jobs }) => queue !== mine && jobs > 0);
  if (others.length === 0) return null;
  const hasWork = demands.some(({ queue, jobs }) => queue === mine && jobs > 0);
  const open = hasWork ? others.filter(({ workers }) => workers === 0) : others;
  if (open.length === 0 || (hasWork && keptMs < stayMs)) return null;
  return open.reduce((best, one) => (load(one) > load(best) ? one : best)).queue;
}

function load({ jobs, workers }: Demand): number {
  return jobs / (workers + 1);
}
