/** A run's summary together with those of the runs that tried its failed rows again. */
import { type ObjectStore, Problem, type Summary } from '@camfleet/contracts';
import { accuracyOf } from './accuracy-of.js';
import { listCommits, readCommit } from './commits.js';
import { listEndedRetries } from './derived-runs.js';
import { foldRetries } from './fold-retries.js';
import { readOutcomeIndex } from './outcome-index/index-outcomes.js';
import { readRun } from './runs.js';
import { readSummary } from './summaries.js';
import { addTallies, type Tally } from './tallies.js';

export interface MergedSummary extends Summary {
  /** The runs that were merged into it, in their order. */
  readonly retries: readonly string[];
}

/**
 * A view, computed at reading time: a row counts as its last attempt has it, as in the merged outcomes. Derived runs that
 * have not ended are left out.
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
  const ended = await listEndedRetries(store, run);
  const retries = ended.map((retry) => retry.run);
  if (retries.length === 0) return { ...own, retries };
  const folded = await foldRetries(store, request, ended);
  const ok = own.images.ok + folded.ok;
  const failures = Object.entries(addTallies(subtract(own.failures, folded.before), folded.after));
  const failed = failures.reduce((sum, [, count]) => sum + count, 0);
  const { total } = own.images;
  return {
    ...own,
    images: { total, ok, failed, skipped: total - ok - failed },
    failures: Object.fromEntries(failures.filter(([, count]) => count > 0)),
    accuracy: accuracyOf(request, addTallies(await evaluationOf(store, own), folded.evaluation)),
    retries,
  };
}

function subtract(tally: Tally, less: Tally): Tally {
  return addTallies(tally, Object.fromEntries(Object.entries(less).map(([name, count]) => [name, -count])));
}

/** A run that has ended is indexed, but for one whose rows could not be. */
async function evaluationOf(store: ObjectStore, { run, skippedFrom }: Summary): Promise<Tally> {
  const indexed = await readOutcomeIndex(store, run);
  if (indexed !== null) return indexed.evaluation;
  let sum: Tally = {};
  for await (const shard of listCommits(store, run)) {
    // A record that came after the run was cancelled does not count.
    if (skippedFrom !== undefined && shard >= skippedFrom) break;
    const record = await readCommit(store, run, shard);
    if (record !== null) sum = addTallies(sum, record.evaluation);
  }
  return sum;
}
