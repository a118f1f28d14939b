/** The outcome index of a run: page by page while it is at work, and whole when it has ended. */
import { type CommitRecord, limits, type ObjectStore, Problem, type ShardIndex } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference/models';
import { type IndexSettings, indexOutcomes, indexPage, outcomePageShards } from '@camfleet/results';
import type { LimitFunction } from 'p-limit';
import type { RunBook } from './run-book.js';

export interface RecentRecords {
  note(run: string, record: CommitRecord): void;
  of(run: string, shard: number): CommitRecord | undefined;
}

/** The records that were read last, of all runs: those of a page are still at hand when its last shard is committed. */
export function createRecentRecords(): RecentRecords {
  const records = new Map<string, CommitRecord>();
  return {
    note: (run, record) => {
      records.set(`${run} ${record.shard}`, record);
      if (records.size > limits.recordsAtHandMax) records.delete(records.keys().next().value!);
    },
    of: (run, shard) => records.get(`${run} ${shard}`),
  };
}

export interface PageCount {
  /** Counts a shard, once; the page that it has filled, or null where others are missing there. */
  add(shard: number): number | null;
}

export function createPageCount({ shards, shardRows }: ShardIndex): PageCount {
  const pageShards = outcomePageShards({ shardRows });
  const missing = new Uint32Array(Math.ceil(shards / pageShards)).fill(pageShards);
  if (missing.length > 0) missing[missing.length - 1] = shards - (missing.length - 1) * pageShards;
  return {
    add: (shard) => {
      const page = Math.floor(shard / pageShards);
      missing[page]! -= 1;
      return missing[page] === 0 ? page : null;
    },
  };
}

export interface Indexing {
  readonly store: ObjectStore;
  readonly recent: RecentRecords;
  readonly signal: AbortSignal;
}

/** A favour, until the run's book is closed: whatever comes in between, what is not written is written when the run ends. */
export async function indexAhead(
  indexing: Indexing,
  lane: LimitFunction,
  book: RunBook,
  page: number,
): Promise<void> {
  const { store } = indexing;
  const signal = AbortSignal.any([indexing.signal, book.indexing.signal]);
  await lane(async () => {
    try {
      signal.throwIfAborted();
      const settings = await settingsOf({ ...indexing, signal }, book);
      await indexPage(store, book.request, book.scanned!, page, settings);
    } catch (error) {
      if (!signal.aborted && !(error instanceof Problem)) throw error;
    }
  });
}

/** All rows of a run that has ended, those of shards below `shards`. Throws a Problem where they cannot be compacted. */
export async function indexRows(indexing: Indexing, book: RunBook, shards: number): Promise<void> {
  book.indexing.abort();
  await indexOutcomes(indexing.store, book.request, { ...(await settingsOf(indexing, book)), shards });
}

async function settingsOf({ store, recent, signal }: Indexing, { request }: RunBook): Promise<IndexSettings> {
  const { run, model } = request;
  return {
    model: await describeModel(store, `${model.name}@${model.version}`),
    recordOf: (shard) => recent.of(run, shard),
    signal,
  };
}
