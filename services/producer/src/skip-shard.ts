/** Closes a shard of a cancelled run: its rows are skipped, unless an attempt has committed it. */
import { emptyEvaluation } from '@camfleet/cam';
import type { CommitRecord, ObjectStore, ShardIndex } from '@camfleet/contracts';
import { commitShard, putPart, readShardRows, type ShardRanges, skipped, writePart } from '@camfleet/results';

/** The record that stands: ours, or the attempt's; null where an attempt's was told of meanwhile, and nothing is written. */
export async function skipShard(
  store: ObjectStore,
  run: string,
  shard: number,
  { index, ranges }: { index: ShardIndex; ranges: ShardRanges },
  isDone: () => boolean,
  signal: AbortSignal,
): Promise<CommitRecord | null> {
  if (isDone()) return null;
  const rows = await readShardRows(store, index.pagesOf, await ranges.range(shard), signal);
  if (isDone()) return null;
  const part = await putPart(store, run, shard, writePart(rows.map(skipped)), signal);
  const { record } = await commitShard(
    store,
    run,
    {
      shard,
      attempt: `skipped-${shard}`,
      worker: 'producer',
      parts: [{ ...part, rows: rows.length }],
      counts: { ok: 0, failed: 0, skipped: rows.length },
      failures: {},
      warnings: {},
      evaluation: { ...emptyEvaluation() },
      scores: {},
      timings: { startedAt: new Date().toISOString(), seconds: 0, paddedImages: 0, fetchedBytes: 0 },
    },
    signal,
  );
  return record;
}
