/** The outcomes of a run, as far as it is committed; of a cancelled one, also of the rows that were never begun. */
import { limits, type ObjectStore, type Outcome } from '@camfleet/contracts';
import { listCommits, readCommit } from './commits.js';
import { listEndedRetries } from './derived-runs.js';
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
 * A run together with the runs that tried its failed rows again and have ended: each row once, as its last attempt has it;
 * a row that was skipped there stands as it was. In row order; nothing in the store changes.
 */
export async function* readMergedOutcomes(
  store: ObjectStore,
  run: string,
  signal?: AbortSignal,
): AsyncGenerator<Outcome> {
  for await (const { newest } of readRowHistories(store, run, signal)) yield newest;
}

export interface RowHistory {
  /** As the run itself has it. */
  readonly own: Outcome;
  /** As its last attempt has it. */
  readonly newest: Outcome;
}

/** The rows of the merged outcomes, beside the run's own. */
export async function* readRowHistories(
  store: ObjectStore,
  run: string,
  signal?: AbortSignal,
): AsyncGenerator<RowHistory> {
  const retries = await listEndedRetries(store, run);
  const derived = retries.map((retry) => createCursor(readOutcomes(store, retry.run, signal)));
  for await (const own of readOutcomes(store, run, signal)) {
    let newest = own;
    for (const cursor of derived) {
      const later = await cursor.at(own.index);
      if (later !== null && later.outcome !== 'skipped') newest = later;
    }
    yield { own, newest };
  }
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
