/** The outcome index of a run: page by page while it is at work, and whole when it has ended. */
import { type ObjectStore, Problem } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference/models';
import { type IndexSettings, indexOutcomes, indexPage } from '@camfleet/results';
import type { LimitFunction } from 'p-limit';
import type { RecentRecords } from './recent-records.js';
import type { RunBook } from './run-book.js';

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
