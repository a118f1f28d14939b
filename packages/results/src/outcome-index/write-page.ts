/** One page of the outcome index: the rows of consecutive committed shards. */
import { setImmediate } from 'node:timers/promises';
import {
  type CommitRecord,
  limits,
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
import { readAhead } from '../read-ahead.js';
import type { ShardRanges } from '../shard-index.js';
import { readShardRows } from '../shard-rows.js';
import { damaged, encodeJson } from '../stored-json.js';
import { sortTally } from '../tallies.js';
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
  /** A record that need not be read. */
  readonly recordOf: (shard: number) => CommitRecord | undefined;
  readonly signal: AbortSignal;
}

/**
 * The same commits give the same objects, so that a page may be written twice, by two at a time; its sums are written
 * last. The parts of a few shards are held at a time, and one segment. Throws a Problem where a part is missing or damaged.
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
  const shards = Array.from({ length: to - from }, (_, i) => from + i);
  const read = (shard: number) => readShard(context, shard);
  for await (const { record, outcomes, known } of readAhead(shards, limits.shardsReadAhead, read)) {
    totals = addCommit(totals, record);
    // Whoever else has work in this thread is not kept from it for a whole page.
    await setImmediate();
    for (const [i, outcome] of outcomes.entries()) {
      const maps = outcome.outcome === 'ok' ? bytesOf(outcome.maps) : new Uint8Array();
      rows.push(await segments.add(showOutcome(outcome, known?.[i] ?? null, model), maps));
    }
  }
  const sums = {
    shards: shards.length,
    rows: rows.length,
    counts: totals.counts,
    evaluation: sortTally(totals.evaluation),
    segments: await segments.close(),
  };
  await store.put(keys.outcomeColumns(page), writeColumns(rows), signal);
  await store.put(keys.outcomePage(page), encodeJson(outcomePageSchema, sums), signal);
  return sums;
}

/** `known`: the manifest's rows, which are not looked up where none has truth. */
async function readShard(context: PageContext, shard: number) {
  const { store, request, index, ranges, recordOf, signal } = context;
  signal.throwIfAborted();
  const record = recordOf(shard) ?? (await readCommit(store, request.run, shard, signal));
  if (record === null) throw damaged(runKeys(request.run).commit(shard), 'it is not there');
  const range = index.wanted > 0 ? await ranges.range(shard) : null;
  const [known, ...parts] = await Promise.all([
    range && readShardRows(store, index.pagesOf, range, signal),
    ...record.parts.map((part) => getPart(store, part, signal)),
  ]);
  return { record, outcomes: parts.flat(), known };
}

/** Every machine that this runs on has the least significant byte first. */
function bytesOf(maps: Uint16Array): Uint8Array {
  return new Uint8Array(maps.buffer, maps.byteOffset, maps.byteLength);
}
