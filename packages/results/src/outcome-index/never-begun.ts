/** Rows of a cancelled run that were never begun: nothing was written of them, and the manifest still has them. */
import type { ManifestRow, ObjectStore } from '@camfleet/contracts';
import { openShardRanges, readShardIndex } from '../shard-index.js';
import { readShardRows } from '../shard-rows.js';

/** How much of a run was begun: all that its index holds. */
interface Begun {
  readonly rows: number;
  readonly shards: number;
}

/**
 * Shard by shard, those for which `isWanted`: told the place of the next shard's first row among the run's. `from`: that of
 * the shard's own. Throws a Problem where an object of the run is missing or damaged, and the signal's reason.
 */
export async function* rowsNeverBegun(
  store: ObjectStore,
  run: string,
  begun: Begun,
  signal: AbortSignal,
  isWanted: (to: number) => boolean = () => true,
): AsyncGenerator<{ readonly from: number; readonly rows: readonly ManifestRow[] }> {
  const index = await readShardIndex(store, run, signal);
  if (index === null) return;
  const ranges = openShardRanges(store, index);
  let from = begun.rows;
  for (let shard = begun.shards; shard < index.shards; shard++) {
    signal.throwIfAborted();
    const range = await ranges.range(shard);
    const to = from + range.rows;
    if (isWanted(to)) yield { from, rows: await readShardRows(store, index.pagesOf, range, signal) };
    from = to;
  }
}

/** The numbers of all of them, as the manifest counts: a run of a sample or of failed rows has only some of its rows. */
export async function numbersNeverBegun(
  store: ObjectStore,
  run: string,
  begun: Begun,
  signal: AbortSignal,
): Promise<Int32Array> {
  const index = await readShardIndex(store, run, signal);
  const numbers = new Int32Array(index === null ? 0 : index.rows - begun.rows);
  if (index === null || numbers.length === 0) return numbers;
  // They only grow: where the last is its own place, all are, and the manifest need not be read.
  const last = await openShardRanges(store, index).range(index.shards - 1);
  const row = (await readShardRows(store, index.pagesOf, last, signal)).at(-1);
  if (row?.index === index.rows - 1) return numbers.map((_, i) => begun.rows + i);
  for await (const { from, rows } of rowsNeverBegun(store, run, begun, signal)) {
    for (const [i, { index: number }] of rows.entries()) numbers[from - begun.rows + i] = number;
  }
  return numbers;
}
