/** What a run left in the store, read as whoever uses its results reads it. */
import { createHash } from 'node:crypto';
import { limits, type ObjectStore, runKeys } from '@camfleet/contracts';
import { listCommits, readCommit, readOutcomes } from '@camfleet/results';
import { readAhead } from '../../packages/results/src/read-ahead.js';

export interface Inspection {
  readonly rows: number;
  /** Rows that have more than one outcome. */
  readonly doubled: number;
  readonly crashed: number;
  readonly shards: number;
  /** Parts that no commit record names. */
  readonly orphans: number;
  /** Of all rows in their order, to the bit. */
  readonly digest: string;
}

export async function inspectRun(store: ObjectStore, run: string): Promise<Inspection> {
  const digest = createHash('sha256');
  const seen = new Set<number>();
  let rows = 0;
  let crashed = 0;
  for await (const outcome of readOutcomes(store, run)) {
    rows += 1;
    seen.add(outcome.index);
    if (outcome.outcome === 'failed' && outcome.error.code === 'worker-crashed') crashed += 1;
    digest.update(`${JSON.stringify(outcome)}\n`);
  }
  const named = new Set<string>();
  let shards = 0;
  const records = readAhead(listCommits(store, run), limits.commitReadsMax, (shard) =>
    readCommit(store, run, shard),
  );
  for await (const record of records) {
    shards += 1;
    for (const { key } of record!.parts) named.add(key);
  }
  let orphans = 0;
  for await (const { key } of store.list(runKeys(run).parts)) if (!named.has(key)) orphans += 1;
  return { rows, doubled: rows - seen.size, crashed, shards, orphans, digest: digest.digest('hex') };
}
