/** The rows of a run that have failed, as its derived runs left them. */
import type { ManifestRow, ObjectStore, RunRequest, ShardIndex } from '@camfleet/contracts';
import { readRowHistories, readShardRows, type ShardRanges } from '@camfleet/results';

/** In row order, each with the code of its first failure; the rows of one shard are held at a time, and only shards with such a row are read. */
export async function* failedRows(
  store: ObjectStore,
  request: RunRequest,
  { index, ranges }: { index: ShardIndex; ranges: ShardRanges },
  signal: AbortSignal,
): AsyncGenerator<ManifestRow> {
  const { run, codes } = request.parent!;
  let shard = 0;
  /** The first row of `shard`. */
  let first = 0;
  let rows: readonly ManifestRow[] = [];
  for await (const { own, newest } of readRowHistories(store, run, signal)) {
    // Only what failed is ever tried again.
    if (own.outcome !== 'failed' || newest.outcome !== 'failed') continue;
    if (codes !== undefined && !codes.includes(newest.error.code)) continue;
    const { index: number } = own;
    let range = await ranges.range(shard);
    while (number >= first + range.rows) {
      first += range.rows;
      shard += 1;
      rows = [];
      range = await ranges.range(shard);
    }
    if (rows.length === 0) rows = await readShardRows(store, index.pagesOf, range, signal);
    yield { ...rows[number - first]!, failedAs: own.error.code };
  }
}
