/** One page of the outcome index: the rows of consecutive committed shards. */
import {
  type CommitRecord,
  limits,
  type ManifestRow,
  type ModelDescription,
  type ObjectStore,
  type OutcomePage,
  outcomePageSchema,
  type RunRequest,
  runKeys,
  type ShardIndex,
} from '@camfleet/contracts';
import { readCommit } from '../commits.js';
import { getPart } from '../parts.js';
import type { ShardRanges } from '../shard-index.js';
import { readShardRows } from '../shard-rows.js';
import { damaged, encodeJson } from '../stored-json.js';
import { addCommit, emptyTotals } from '../totals.js';
import { type IndexRow, writeColumns } from './index-columns.js';
import { segmentWriter } from './row-segments.js';
import { showOutcome } from './show-outcome.js';

export interface PageContext {
  readonly store: ObjectStore;
  readonly request: Pick<RunRequest, 'run'>;
  readonly model: ModelDescription;
  readonly index: ShardIndex;
  readonly ranges: ShardRanges;
  readonly signal: AbortSignal;
}

/**
 * The same commits give the same objects, so that a page may be written twice, by two at a time; its sums are written
 * last. One part is held at a time, and one segment. Throws a Problem where a part is missing or damaged.
 */
export async function writePage(
  context: PageContext,
  page: number,
  [from, to]: readonly [number, number],
): Promise<OutcomePage> {
  const { store, request, model, signal } = context;
  const keys = runKeys(request.run);
  const segments = segmentWriter(limits.outcomeSegmentBytes, (segment, bytes) =>
    store.put(keys.outcomeRows(page, segment), bytes, signal),
  );
  const rows: IndexRow[] = [];
  let totals = emptyTotals();
  for (let shard = from; shard < to; shard++) {
    signal.throwIfAborted();
    const record = await readCommit(store, request.run, shard, signal);
    if (record === null) throw damaged(keys.commit(shard), 'it is not there');
    totals = addCommit(totals, record);
    for await (const { outcome, row } of shardOutcomes(context, shard, record)) {
      const maps = outcome.outcome === 'ok' ? bytesOf(outcome.maps) : new Uint8Array();
      rows.push(await segments.add(showOutcome(outcome, row, model), maps));
    }
  }
  const sums = {
    rows: rows.length,
    counts: totals.counts,
    evaluation: totals.evaluation,
    segments: await segments.close(),
  };
  await store.put(keys.outcomeColumns(page), writeColumns(rows), signal);
  await store.put(keys.outcomePage(page), encodeJson(outcomePageSchema, sums), signal);
  return sums;
}

/** Rows without truth are not looked up in the manifest. */
async function* shardOutcomes(
  { store, index, ranges, signal }: PageContext,
  shard: number,
  { parts }: CommitRecord,
) {
  let rows: ManifestRow[] | null = null;
  if (index.wanted > 0) rows = await readShardRows(store, index.pagesOf, await ranges.range(shard), signal);
  let at = 0;
  for (const part of parts)
    for (const outcome of await getPart(store, part, signal)) yield { outcome, row: rows?.[at++] ?? null };
}

/** Every machine that this runs on has the least significant byte first. */
function bytesOf(maps: Uint16Array): Uint8Array {
  return new Uint8Array(maps.buffer, maps.byteOffset, maps.byteLength);
}
