/** Carries out what the scheduler decides. Everything may be done twice, or cut off and done again. */
import {
  type CommitRecord,
  type Control,
  type ControlEntry,
  foldControl,
  Problem,
  type ShardIndex,
  type ShardJob,
} from '@camfleet/contracts';
import type { ShardEnding } from '@camfleet/queue';
import { appendControl, openShardRanges } from '@camfleet/results';
import { currentTrace, inSpan } from '@camfleet/runtime';
import { createShardSet, type SchedulerAction, type SchedulerEvent } from '@camfleet/scheduling';
import type { LimitFunction } from 'p-limit';
import { finalise } from './finalise.js';
import type { Indexing } from './index-rows.js';
import { indexRun } from './index-run.js';
import { type LoadLane, loadRun } from './load-run.js';
import { createPageCount } from './page-count.js';
import type { ProducerDependencies } from './producer-dependencies.js';
import { doneRows, noteRepair, type RunBook } from './run-book.js';
import type { ScanLanes } from './scan-lanes.js';
import { skipShard } from './skip-shard.js';
import type { TermListener } from './term.js';

export interface ActContext {
  readonly deps: ProducerDependencies;
  readonly listener: TermListener;
  readonly signal: AbortSignal;
  readonly scanLanes: ScanLanes;
  /** So many shards are closed at a time: beside the reads that everybody waits for. */
  readonly skipLane: LimitFunction;
  /** So many objects of runs that are loaded are read at a time. */
  readonly loadLane: LimitFunction;
  /** The same for those that have failed, of which there may be hundreds: they keep no other waiting. */
  readonly failedLane: LimitFunction;
  /** Tells the scheduler, unless the run is looked after with another book by now, or not at all. */
  post(book: RunBook, event: SchedulerEvent): void;
  tellEnding(ending: ShardEnding): void;
  take(book: RunBook, record: CommitRecord): void;
  readonly indexing: Indexing;
  /** Undefined once the run is looked after no more. */
  controlOf(run: string): Control | undefined;
  decided(run: string, control: Control): void;
  /** Starts what takes longer, once at a time under this name. */
  beside(book: RunBook, name: string, work: () => Promise<void>): void;
  halt(run: string, error: unknown): void;
  leave(book: RunBook): Promise<void>;
}

type ActionOf<Kind extends SchedulerAction['kind']> = Extract<SchedulerAction, { kind: Kind }>;

export async function act(action: SchedulerAction, book: RunBook, context: ActContext): Promise<void> {
  const { deps, beside } = context;
  const { run } = action;
  switch (action.kind) {
    case 'load':
      return beside(book, 'load', () => load(book, context));
    case 'scan':
      return startScan(book, context);
    case 'drop-scan':
      return book.scanning.abort();
    case 'revive':
      return await book.queue.forgetFailed(run);
    case 'add':
      return await add(action, book, context);
    case 'withdraw':
      return await withdraw(action, book, context);
    case 'stop':
      book.scanning.abort();
      return await deps.signal({ kind: 'stop', run });
    case 'skip':
      return beside(book, 'skip', () => skip(action, book, context));
    case 'finalise':
      return beside(book, 'finalise', () => close(action, book, context));
    case 'decide':
      return await decide(action, context);
    case 'repaired':
      noteRepair(book, action.repair, action.shards.length);
      deps.metrics.add('camfleet_repairs_total', { kind: action.repair }, action.shards.length);
      deps.log.warn({ run, repair: action.repair, shards: action.shards.slice(0, 10) }, 'repaired');
  }
}

async function load(book: RunBook, context: ActContext): Promise<void> {
  const { deps, take, post, tellEnding, controlOf, loadLane, failedLane, signal } = context;
  const { run } = book.request;
  const loading = {
    scanned: (index: ShardIndex) => scanned(book, index, deps, post),
    isKnown: (shard: number) => book.summed!.has(shard),
    found: (record: CommitRecord) => take(book, record),
  };
  // One that is resumed meanwhile waits no longer among those that have failed.
  const inLane: LoadLane = (read) => {
    const wish = controlOf(run)?.wish ?? 'fail';
    return wish === 'fail' ? failedLane(read) : loadLane(read);
  };
  await loadRun(deps.store, run, loading, inLane, signal);
  book.resumedRows = doneRows(book);
  post(book, { kind: 'loaded', run });
  for (const ending of book.early.splice(0)) tellEnding(ending);
}

function startScan(book: RunBook, context: ActContext): void {
  const { run, trace } = book.request;
  book.scanning = new AbortController();
  const { signal: dropped } = book.scanning;
  const scanTraced = () => inSpan('scan', { run }, () => scanRun(book, dropped, context), trace);
  const inTurn = () => context.scanLanes(book.request, scanTraced);
  context.beside(book, `scan ${book.scans++}`, inTurn);
}

/** A run that is paused, cancelled or scanned needs no scan any more, perhaps since before its turn came. */
async function scanRun(
  book: RunBook,
  dropped: AbortSignal,
  { deps, post, signal }: ActContext,
): Promise<void> {
  const { store, sources } = deps;
  if (dropped.aborted || book.scanned !== null) return;
  const either = AbortSignal.any([signal, dropped]);
  try {
    const { slots } = await deps.viewFleet();
    const index = await indexRun(store, sources, book.request, Math.max(slots, deps.slots), either);
    scanned(book, index, deps, post);
  } catch (error) {
    if (!dropped.aborted) throw error;
  }
}

function scanned(
  book: RunBook,
  index: ShardIndex,
  { store }: ProducerDependencies,
  post: ActContext['post'],
): void {
  if (book.scanned !== null) return;
  book.scanned = { index, ranges: openShardRanges(store, index) };
  book.summed = createShardSet(index.shards);
  book.pages = createPageCount(index);
  post(book, { kind: 'scanned', run: book.request.run, shards: index.shards });
}

async function add(
  { run, shards }: ActionOf<'add'>,
  book: RunBook,
  { halt, deps }: ActContext,
): Promise<void> {
  const { index, ranges } = book.scanned!;
  const jobs: ShardJob[] = [];
  const { trace: parent } = book.request;
  const feed = async () => {
    const trace = currentTrace();
    for (const shard of shards) {
      const range = await ranges.range(shard);
      jobs.push({ run, shard, range, wanted: index.wanted, ...(trace !== undefined && { trace }) });
    }
  };
  try {
    await inSpan('feed', { run, shards: shards.length }, feed, parent);
  } catch (error) {
    if (error instanceof Problem && error.code === 'store-unreachable') throw error;
    return halt(run, error);
  }
  await book.queue.add(jobs);
  deps.metrics.add('camfleet_shards_fed_total', {}, jobs.length);
}

/** A job that could be taken out may have ended in this moment: its record decides. */
async function withdraw(
  { run, shards }: ActionOf<'withdraw'>,
  book: RunBook,
  { post, tellEnding }: ActContext,
): Promise<void> {
  const leased = await book.queue.remove(run, shards);
  const kept = new Set(leased);
  for (const shard of shards) if (!kept.has(shard)) tellEnding({ run, shard, failedReason: null });
  if (leased.length > 0) post(book, { kind: 'leased', run, shards: leased });
}

async function skip({ run, shards }: ActionOf<'skip'>, book: RunBook, context: ActContext): Promise<void> {
  const { deps, take, skipLane, signal } = context;
  const { scanned, summed } = book;
  // A former leader scanned and fed it, later than we looked: that is read first, and the rest at the next look.
  if (scanned === null || summed === null) return await load(book, context);
  const closeOne = async (shard: number) => {
    const isDone = () => summed.has(shard);
    const record = await skipShard(deps.store, run, shard, scanned, isDone, signal);
    if (record !== null) take(book, record);
  };
  await Promise.all(shards.map((shard) => skipLane(() => closeOne(shard))));
}

async function close(ending: ActionOf<'finalise'>, book: RunBook, context: ActContext): Promise<void> {
  const { deps, indexing, listener, leave, signal } = context;
  const { run } = ending;
  const repaired = book.repairs.get('part-orphaned') ?? 0;
  const { trace } = book.request;
  const summary = await inSpan(
    'finalise',
    { run },
    () => finalise({ ...deps, indexing }, book, ending, signal),
    trace,
  );
  const orphaned = (book.repairs.get('part-orphaned') ?? 0) - repaired;
  deps.metrics.add('camfleet_repairs_total', { kind: 'part-orphaned' }, orphaned);
  deps.metrics.add('camfleet_runs_ended_total', { state: ending.state });
  book.ended = summary.state;
  deps.log.info({ run, state: summary.state, images: summary.images, repairs: summary.repairs }, 'run ended');
  await leave(book);
  listener.ended(run, summary);
}

/** Written into the log, so that it outlives us; where the store takes nothing any more, it holds for this term. */
async function decide({ run, verb, reason }: ActionOf<'decide'>, context: ActContext): Promise<void> {
  const { deps, listener, decided, controlOf, signal } = context;
  const isPause = verb === 'pause';
  const by = isPause ? 'breaker' : 'producer';
  const entry: ControlEntry = { verb, by, reason, at: new Date().toISOString() };
  const known = controlOf(run);
  if (known === undefined) return;
  const control = await appendControl(deps.store, run, known, entry, signal).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    deps.log.error(error.message);
    // It takes no place in the log: the next entry there is somebody else's, and is still to be read.
    return { ...foldControl(known, entry), entries: known.entries };
  });
  decided(run, control);
  if (control.wish === 'cancel') {
    // Perhaps only since we decided. It is counted when it ends.
    deps.log.error({ run, reason }, 'a cancelled run is in trouble');
    return;
  }
  deps.log.error({ run, reason }, isPause ? 'run paused by its breaker' : 'run failed');
  deps.metrics.add('camfleet_runs_ended_total', { state: isPause ? 'paused' : 'failed' });
  listener.halted(run, new Problem(isPause ? 'run-paused' : 'run-failed', reason));
}
