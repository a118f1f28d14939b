/** The rows of a run that have failed, as its derived runs left them. */
import type { ManifestRow, ObjectStore, RunRequest, ShardIndex } from '@camfleet/contracts';
import { readMergedOutcomes, readShardRows, type ShardRanges } from '@camfleet/results';

export interface FailedRow {
  readonly row: ManifestRow;
  readonly code: string;
}

/** In row order; the rows of one shard are held at a time, and only shards with such a row are read. */
export async function* failedRows(
  store: ObjectStore,
  request: RunRequest,
  { index, ranges }: { index: ShardIndex; ranges: ShardRanges },
  signal: AbortSignal,
): AsyncGenerator<FailedRow> {
  const { run, codes } = request.parent!;
  let shard = 0;
  /** The first row of `shard`. */
  let first = 0;
  let rows: readonly ManifestRow[] = [];
  for await (const outcome of readMergedOutcomes(store, run, { except: request.run, signal })) {
    if (outcome.outcome !== 'failed') continue;
    const { code } = outcome.error;
    if (codes !== undefined && !codes.includes(code)) continue;
    let range = await ranges.range(shard);
    while (outcome.index >= first + range.rows) {
      first += range.rows;
      shard += 1;
      rows = [];
      range = await ranges.range(shard);
    }
    if (rows.length === 0) rows = await readShardRows(store, index.pagesOf, range, signal);
    yield { row: rows[outcome.index - first]!, code };
  }
}
