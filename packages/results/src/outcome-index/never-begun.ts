/** Rows of a cancelled run that were never begun: nothing was written of them, and the manifest still has them. */
import type { ManifestRow, ObjectStore } from '@camfleet/contracts';
import { openShardRanges, readShardIndex } from '../shard-index.js';
import { readShardRows } from '../shard-rows.js';

/**
 * Shard by shard, those for which `isWanted`: told the place of the shard's first row among the run's, and that of the next
 * shard's. Throws a Problem where an object of the run is missing or damaged.
 */
export async function* rowsOfManifest(
  store: ObjectStore,
  run: string,
  isWanted: (from: number, to: number) => boolean,
): AsyncGenerator<{ readonly from: number; readonly rows: readonly ManifestRow[] }> {
  const index = await readShardIndex(store, run);
  if (index === null) return;
  const ranges = openShardRanges(store, index);
  let from = 0;
  for (let shard = 0; shard < index.shards; shard++) {
    const range = await ranges.range(shard);
    if (isWanted(from, from + range.rows)) {
      yield { from, rows: await readShardRows(store, index.pagesOf, range) };
    }
    from += range.rows;
  }
}
