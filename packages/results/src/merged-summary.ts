/** A run's summary together with those of the runs that tried its failed rows again. */
import { type ObjectStore, Problem, type Summary } from '@camfleet/contracts';
import { accuracyOf } from './accuracy-of.js';
import { listCommits, readCommit } from './commits.js';
import { listRetries } from './derived-runs.js';
import { readRun } from './runs.js';
import { readShardIndex } from './shard-index.js';
import { readSummary } from './summaries.js';
import { addTallies, type Tally } from './tallies.js';

export interface MergedSummary extends Summary {
  /** The runs that were merged into it, in their order. */
  readonly retries: readonly string[];
}

/**
 * A view, computed at reading time: a row that failed counts as its last attempt has it. Failed rows add nothing to the
 * accumulators, so that those of parent and derived runs simply add up. Derived runs that have not ended are left out.
 */
export async function readMergedSummary(store: ObjectStore, run: string): Promise<MergedSummary> {
  const request = await readRun(store, run);
  const own = await readSummary(store, run);
  if (own === null) {
    throw new Problem(
      'run-conflict',
      `run ${run} has not ended: finish it with camfleet run --resume ${run}`,
    );
  }
  let { ok } = own.images;
  let failures: Tally = own.failures;
  const retries: string[] = [];
  for (const retry of await listRetries(store, run)) {
    const derived = await readSummary(store, retry);
    const index = await readShardIndex(store, retry);
    // Of a cancelled one, what it tried is not told apart by code: its rows are in the merged outcomes all the same.
    if (derived === null || index === null || derived.state !== 'complete') continue;
    ok += derived.images.ok;
    failures = addTallies(without(failures, index.retried ?? {}), derived.failures);
    retries.push(retry);
  }
  if (retries.length === 0) return { ...own, retries };
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const { total } = own.images;
  return {
    ...own,
    images: { total, ok, failed, skipped: total - ok - failed },
    failures: Object.fromEntries(Object.entries(failures).filter(([, count]) => count > 0)),
    accuracy: accuracyOf(request, await evaluationOf(store, [run, ...retries])),
    retries,
  };
}

function without(tally: Tally, less: Tally): Tally {
  return addTallies(tally, Object.fromEntries(Object.entries(less).map(([name, count]) => [name, -count])));
}

async function evaluationOf(store: ObjectStore, runs: readonly string[]): Promise<Tally> {
  let sum: Tally = {};
  for (const run of runs) {
    for await (const shard of listCommits(store, run)) {
      const record = await readCommit(store, run, shard);
      if (record !== null) sum = addTallies(sum, record.evaluation);
    }
  }
  return sum;
}
