/** The outcome index of a run: page by page while it is at work, and whole when it has ended. */
import { type CommitRecord, limits, type ObjectStore, Problem, type ShardIndex } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference/models';
import { type IndexSettings, indexOutcomes, indexPage, outcomePageShards } from '@camfleet/results';
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

interface Indexing {
  readonly store: ObjectStore;
  readonly recent: RecentRecords;
  readonly signal: AbortSignal;
}

/** What is wrong with a page is told when the run ends; nothing is written any more once `isWanted` says so. */
export async function indexAhead(
  indexing: Indexing,
  book: RunBook,
  page: number,
  isWanted: () => boolean,
): Promise<void> {
  const { store } = indexing;
  await book.indexing(async () => {
    if (!isWanted()) return;
    try {
      await indexPage(store, book.request, page, await settingsOf(indexing, book));
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  });
}

/** All rows of a run that has ended: those of shards below `shards`. `failed` is told where they cannot be compacted. */
export async function indexRows(
  indexing: Indexing,
  book: RunBook,
  shards: number,
  failed: (error: Problem) => void,
): Promise<void> {
  const { store } = indexing;
  await book.indexing(async () => {
    try {
      await indexOutcomes(store, book.request, { ...(await settingsOf(indexing, book)), shards });
    } catch (error) {
      if (!isDamage(error)) throw error;
      failed(error);
    }
  });
}

async function settingsOf({ store, recent, signal }: Indexing, { request }: RunBook): Promise<IndexSettings> {
  const { run, model } = request;
  return {
    model: await describeModel(store, `${model.name}@${model.version}`),
    recordOf: (shard) => recent.of(run, shard),
    signal,
  };
}

/** The store's own trouble: what met it is done again. */
const awayProblems: ReadonlySet<string> = new Set(['store-unreachable', 'store-denied', 'store-full']);

function isDamage(error: unknown): error is Problem {
  return error instanceof Problem && !awayProblems.has(error.code);
}
