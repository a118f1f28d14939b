/** Closes a shard of a cancelled run: its rows are skipped, unless an attempt has committed it. */
import { emptyEvaluation } from '@camfleet/cam';
import type { CommitRecord, ObjectStore, ShardIndex } from '@camfleet/contracts';
import { commitShard, putPart, readShardRows, type ShardRanges, skipped, writePart } from '@camfleet/results';

/** The record that stands: ours, or the attempt's. */
export async function skipShard(
  store: ObjectStore,
  run: string,
  shard: number,
  { index, ranges }: { index: ShardIndex; ranges: ShardRanges },
  signal: AbortSignal,
): Promise<CommitRecord> {
  const rows = await readShardRows(store, index.pagesOf, await ranges.range(shard), signal);
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
