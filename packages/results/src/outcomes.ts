/** The outcomes of a run, as far as it is committed; of a cancelled one, also of the rows that were never begun. */
import { limits, type ObjectStore, type Outcome, runKeys } from '@camfleet/contracts';
import { listCommits, readCommit } from './commits.js';
import { listRetries } from './derived-runs.js';
import { getPart } from './parts.js';
import { readAhead } from './read-ahead.js';
import { openShardRanges, readShardIndex } from './shard-index.js';
import { readShardRows } from './shard-rows.js';
import { skipped } from './skipped.js';
import { readSummary } from './summaries.js';

/** In row order; the parts of a few shards are held at a time. Throws a Problem where a part is missing or damaged. */
export async function* readOutcomes(
  store: ObjectStore,
  run: string,
  signal?: AbortSignal,
): AsyncGenerator<Outcome> {
  const skippedFrom = (await readSummary(store, run, signal))?.skippedFrom ?? null;
  const read = async (shard: number) => {
    // A record that came after the run was cancelled, of a shard that counts as never begun.
    if (skippedFrom !== null && shard >= skippedFrom) return [];
    const record = await readCommit(store, run, shard, signal);
    const parts = await Promise.all((record?.parts ?? []).map((part) => getPart(store, part, signal)));
    return parts.flat();
  };
  for await (const outcomes of readAhead(listCommits(store, run), limits.shardsReadAhead, read)) {
    yield* outcomes;
  }
  if (skippedFrom !== null) yield* skippedOutcomes(store, run, skippedFrom, signal);
}

async function* skippedOutcomes(
  store: ObjectStore,
  run: string,
  from: number,
  signal?: AbortSignal,
): AsyncGenerator<Outcome> {
  const index = await readShardIndex(store, run, signal);
  if (index === null) return;
  const ranges = openShardRanges(store, index);
  for (let shard = from; shard < index.shards; shard++) {
    const rows = await readShardRows(store, index.pagesOf, await ranges.range(shard), signal);
    yield* rows.map(skipped);
  }
}

/**
 * A run together with the runs that tried its failed rows again, but for `except`: each row once, as its last attempt has
 * it; a row that a derived run has not tried yet stands as it was. In row order; nothing in the store changes.
 */
export async function* readMergedOutcomes(
  store: ObjectStore,
  run: string,
  { except, signal }: { except?: string; signal?: AbortSignal } = {},
): AsyncGenerator<Outcome> {
  const derived: Cursor[] = [];
  for (const retry of await listRetries(store, run)) {
    if (retry !== except && (await isBegun(store, retry)))
      derived.push(createCursor(readOutcomes(store, retry, signal)));
  }
  for await (const outcome of readOutcomes(store, run, signal)) {
    let merged = outcome;
    for (const cursor of derived) {
      const later = await cursor.at(outcome.index);
      if (later !== null && later.outcome !== 'skipped') merged = later;
    }
    yield merged;
  }
}

async function isBegun(store: ObjectStore, run: string): Promise<boolean> {
  const { run: key } = runKeys(run);
  return (await store.get(key)) !== null;
}

interface Cursor {
  /** The outcome of this row, or null; indices are asked for in order. */
  at(index: number): Promise<Outcome | null>;
}

function createCursor(outcomes: AsyncGenerator<Outcome>): Cursor {
  let next: Outcome | null = null;
  let isDone = false;
  return {
    at: async (index) => {
      while (!isDone && (next === null || next.index < index)) {
        const result: IteratorResult<Outcome> = await outcomes.next();
        isDone = result.done === true;
        next = result.done === true ? null : result.value;
      }
      return next?.index === index ? next : null;
    },
  };
}
