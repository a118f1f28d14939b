/** finalise: the committed rows → the outcome index; the sum of all commits → summary.json, then _SUCCESS. */
import { type ObjectStore, Problem, runKeys, type Summary } from '@camfleet/contracts';
import { accuracyOf, closeRun, sweepParts, sweepPieces, writeSummary } from '@camfleet/results';
import type { Logger } from '@camfleet/runtime';
import { type Indexing, indexRows } from './index-rows.js';
import { doneRows, noteRepair, type RunBook } from './run-book.js';

export interface Ending {
  readonly state: 'complete' | 'cancelled';
  /** Rows of shards from this one on were never begun; null where every shard has a record. */
  readonly skippedFrom: number | null;
}

/** Sweeps what no record names first, so that nothing can come between a summary and its parts. */
export async function finalise(
  deps: { readonly store: ObjectStore; readonly log: Logger; readonly indexing: Indexing },
  book: RunBook,
  { state, skippedFrom }: Ending,
  signal: AbortSignal,
): Promise<Summary> {
  const { store, log, indexing } = deps;
  const { request, scanned, totals, busy } = book;
  await sweepPieces(store, request.run);
  const orphaned = await sweepParts(store, request.run, signal);
  if (orphaned > 0) noteRepair(book, 'part-orphaned', orphaned);
  if (scanned !== null) {
    await indexRows(indexing, book, skippedFrom ?? scanned.index.shards).catch((error: unknown) => {
      // What cannot be compacted is complete all the same: whoever looks at its rows is told what is wrong with them.
      if (!(error instanceof Problem) || awayProblems.has(error.code)) throw error;
      log.warn({ run: request.run, err: error }, 'the rows were not indexed');
    });
  }
  const { ok, failed } = totals.counts;
  const seconds = busy.seconds();
  const total = scanned?.index.rows ?? doneRows(book);
  const summary = await writeSummary(store, {
    run: request.run,
    state,
    images: { total, ok, failed, skipped: total - ok - failed },
    failures: totals.failures,
    warnings: totals.warnings,
    seconds,
    imagesPerSecond: seconds > 0 ? (ok + failed) / seconds : 0,
    accuracy: accuracyOf(request, totals.evaluation),
    ...(skippedFrom === null ? {} : { skippedFrom }),
    repairs: Object.fromEntries([...book.repairs].sort()),
    results: `${store.address}/${runKeys(request.run).run.replace(/run\.json$/, '')}`,
  });
  await closeRun(store, request.run);
  return summary;
}

/** The store's own trouble: finalise is done again. */
const awayProblems: ReadonlySet<string> = new Set(['store-unreachable', 'store-denied', 'store-full']);
