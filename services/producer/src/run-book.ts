/** What the producer keeps about one run besides the scheduler's decisions: sums, places, repairs. */
import type { CommitRecord, RunProgress, RunRequest, RunState, ShardIndex } from '@camfleet/contracts';
import type { ShardEnding, ShardQueue } from '@camfleet/queue';
import {
  accuracyOf,
  addCommit,
  createTimeline,
  emptyTotals,
  type RunTotals,
  type ShardRanges,
  type TimelineBuilder,
} from '@camfleet/results';
import type { RepairKind, ShardSet } from '@camfleet/scheduling';
import { type BusyTime, createBusyTime } from './busy-time.js';
import type { PageCount } from './page-count.js';

export interface RunBook {
  readonly request: RunRequest;
  readonly queue: ShardQueue;
  /** Null until the run is scanned. */
  scanned: { readonly index: ShardIndex; readonly ranges: ShardRanges } | null;
  /** Null until what was committed before is summed. */
  resumedRows: number | null;
  totals: RunTotals;
  readonly busy: BusyTime;
  readonly timeline: TimelineBuilder;
  readonly repairs: Map<string, number>;
  /** Ended jobs that were told of before the run was loaded. */
  readonly early: ShardEnding[];
  /** Shards whose records are in the sums; null until the run is scanned. */
  summed: ShardSet | null;
  /** How full the pages of the outcome index are; null until the run is scanned. */
  pages: PageCount | null;
  /** Aborted when no page of it is written ahead any more. */
  readonly indexing: AbortController;
  /** Aborted when the scan under way, if there is one, is needed no more. */
  scanning: AbortController;
  /** Scans that were begun. */
  scans: number;
  /** How it ended; null while it has not. */
  ended: RunState | null;
  /** What was published last, and when, in ms since the epoch. */
  shown: Pick<RunBook, 'scanned' | 'resumedRows' | 'totals'> & {
    readonly state: RunState | null;
    readonly reason: string | null;
    readonly at: number;
  };
}

export function createRunBook(request: RunRequest, queue: ShardQueue): RunBook {
  const totals = emptyTotals();
  return {
    request,
    queue,
    scanned: null,
    resumedRows: null,
    totals,
    busy: createBusyTime(),
    timeline: createTimeline(),
    repairs: new Map(),
    early: [],
    summed: null,
    pages: null,
    indexing: new AbortController(),
    scanning: new AbortController(),
    scans: 0,
    ended: null,
    shown: { state: null, reason: null, scanned: null, resumedRows: null, totals, at: 0 },
  };
}

/** Once for every record. */
export function noteCommit(book: RunBook, record: CommitRecord): void {
  book.totals = addCommit(book.totals, record);
  book.busy.add(record.timings);
  book.timeline.add(record);
}

export function noteRepair(book: RunBook, kind: RepairKind | 'part-orphaned', count: number): void {
  book.repairs.set(kind, (book.repairs.get(kind) ?? 0) + count);
}

export function doneRows({ totals: { counts } }: RunBook): number {
  return counts.ok + counts.failed + counts.skipped;
}

export function progressOf(book: RunBook, state: RunState, reason: string | null): RunProgress {
  return {
    run: book.request.run,
    state,
    rows: book.scanned?.index.rows ?? null,
    shards: book.scanned?.index.shards ?? null,
    shardsCommitted: book.totals.shards,
    counts: book.totals.counts,
    failures: book.totals.failures,
    resumedRows: book.resumedRows ?? 0,
    accuracy: accuracyOf(book.request, book.totals.evaluation),
    timeline: book.timeline.timeline(),
    ...(reason === null ? {} : { reason }),
  };
}

/** The least time between two tellings of one state, in ms. */
const publishEveryMs = 200;
/** What does not change is told again before Redis forgets it, in ms. */
const repeatEveryMs = 3_600_000;

/**
 * Whether it is time to tell how far the run is, which is then noted as told: a new state at once, the rest now and then.
 * What has changed is another object, so that nothing has to be put together to see it.
 */
export function isNews(book: RunBook, state: RunState, reason: string | null, now: number): boolean {
  const { shown, scanned, resumedRows, totals } = book;
  const isSame =
    shown.reason === reason &&
    shown.scanned === scanned &&
    shown.resumedRows === resumedRows &&
    shown.totals === totals;
  const waitMs = isSame ? repeatEveryMs : publishEveryMs;
  if (shown.state === state && now - shown.at < waitMs) return false;
  book.shown = { state, reason, scanned, resumedRows, totals, at: now };
  return true;
}
