/** Commit records: the one object that makes a shard done. */
import {
  type CommitRecord,
  commitRecordSchema,
  type ObjectStore,
  runKeys,
  shardOfCommit,
} from '@camfleet/contracts';
import { decodeJson, encodeJson } from './stored-json.js';
import { sortTally } from './tallies.js';

export interface CommitResult {
  /** Whether the record that stands is this attempt's. */
  readonly won: boolean;
  /** The record that stands. */
  readonly record: CommitRecord;
}

/**
 * Writes the record unless the shard has one. A refusal may be the answer to a repetition of our own request whose
 * first answer was lost, so the record that stands decides: it is ours iff it names our attempt and our parts. A loser
 * deletes nothing.
 */
export async function commitShard(
  store: ObjectStore,
  run: string,
  record: CommitRecord,
  signal?: AbortSignal,
): Promise<CommitResult> {
  checkCounts(record);
  const key = runKeys(run).commit(record.shard);
  const ordered = {
    ...record,
    failures: sortTally(record.failures),
    warnings: sortTally(record.warnings),
    evaluation: sortTally(record.evaluation),
    scores: sortTally(record.scores),
  };
  if (await store.putIfAbsent(key, encodeJson(commitRecordSchema, ordered), signal)) {
    return { won: true, record: ordered };
  }
  const standing = await readCommit(store, run, record.shard, signal);
  if (!standing) throw new Error(`the store refused ${key} as taken, and then had no such object`);
  return { won: isSameAttempt(standing, record), record: standing };
}

/** Null while the shard is not done. */
export async function readCommit(
  store: ObjectStore,
  run: string,
  shard: number,
  signal?: AbortSignal,
): Promise<CommitRecord | null> {
  const key = runKeys(run).commit(shard);
  const bytes = await store.get(key, signal);
  return bytes && decodeJson(commitRecordSchema, key, bytes);
}

/** The shards that are done, in order, after `afterShard` where it is given. */
export async function* listCommits(
  store: ObjectStore,
  run: string,
  afterShard?: number,
): AsyncGenerator<number> {
  const keys = runKeys(run);
  const startAfter = afterShard === undefined ? undefined : keys.commit(afterShard);
  for await (const { key } of store.list(keys.commits, startAfter)) {
    const shard = shardOfCommit(key);
    // Nothing else belongs there, but a stray file must not become a shard.
    if (keys.commit(shard) === key) yield shard;
  }
}

function isSameAttempt(a: CommitRecord, b: CommitRecord): boolean {
  const hashes = ({ parts }: CommitRecord) => parts.map(({ sha256 }) => sha256).join();
  return a.attempt === b.attempt && hashes(a) === hashes(b);
}

/** Every row ends in exactly one outcome: what the parts hold is what is counted. */
function checkCounts({ shard, counts, failures, parts }: CommitRecord): void {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  if (counts.ok + counts.failed + counts.skipped !== rows || counts.failed !== failed) {
    throw new RangeError(`the counts of shard ${shard} do not add up to the ${rows} rows of its parts`);
  }
}
