/** One term of leadership: what happens is told to the scheduler, and what it decides is carried out, one after the other. */
import {
  type CommitRecord,
  type Control,
  initialControl,
  limits,
  mayBeDeleted,
  Problem,
  runKeys,
  type Summary,
} from '@camfleet/contracts';
import type { QueuedWork, ShardEnding } from '@camfleet/queue';
import { isDeleted, readCommit, readControl, readRun, readSummary } from '@camfleet/results';
import type { Metrics } from '@camfleet/runtime';
import { createScheduler, type SchedulerEvent, step } from '@camfleet/scheduling';
import pLimit from 'p-limit';
import { type ActContext, act } from './act.js';
import { createBackground } from './background.js';
import { createBell } from './bell.js';
import { createEndedJobs } from './ended-jobs.js';
import { indexAhead } from './index-rows.js';
import { patiently } from './patiently.js';
import type { ProducerDependencies } from './producer-dependencies.js';
import { publishRun } from './publish-run.js';
import { createQueues } from './queues.js';
import { createRecentRecords } from './recent-records.js';
import { createRunBook, noteCommit, type RunBook } from './run-book.js';
import { createScanLanes } from './scan-lanes.js';

/** Told how runs end, for whoever waits for one. */
export interface TermListener {
  ended(run: string, summary: Summary): void;
  /** Nothing more will happen to this run until somebody says so. */
  halted(run: string, problem: Problem): void;
}

export interface Term {
  /** Takes a run up, unless it is known or has ended; returns its summary where it has one. */
  open(run: string): Promise<Summary | null>;
  /** Looks no more after runs that were deleted: those that may be, and are not among the open ones any more. */
  forgetDeleted(open: ReadonlySet<string>): void;
  /** Reads what was newly decided about a run. One of which that cannot be read is looked after no more until it is opened. */
  look(run: string): Promise<void>;
  /** The runs that are looked after. */
  runs(): readonly string[];
  /** Compares the queue with what should stand in it. */
  reconcile(): Promise<void>;
  /** Tells the scheduler what has happened by now, and carries out what follows. */
  settle(): Promise<void>;
  /** Slots of the fleet, the queues that have a worker, and the slots of those whose workers serve nothing else. */
  tellFleet(slots: number, served: ReadonlySet<string>, pinned: ReadonlyMap<string, number>): void;
  /** The model of this queue cannot be loaded: its runs would wait for ever. */
  refuse(queue: string, reason: string): void;
  /** Ends the wait for news: there is something to look at. */
  wake(): void;
  /** Resolves when there is something to settle, or after `ms`. */
  awaitNews(ms: number): Promise<void>;
  publish(): Promise<void>;
  /** What stands in every queue. */
  work(): Map<string, QueuedWork>;
  close(): Promise<void>;
}

export function createTerm(deps: ProducerDependencies, listener: TermListener, signal: AbortSignal): Term {
  const { store, log } = deps;
  const scheduler = createScheduler(deps.tenantWeights);
  const books = new Map<string, RunBook>();
  const controls = new Map<string, Control>();
  const events: SchedulerEvent[] = [];
  const bell = createBell();
  let defect: { readonly error: unknown } | null = null;
  const readLane = pLimit(limits.commitReadsMax);
  const recent = createRecentRecords();
  /** A page in hand is tens of megabytes: one at a time, of all runs. */
  const aheadLane = pLimit(1);
  const indexing = { store, recent, signal };
  const post = (event: SchedulerEvent) => {
    events.push(event);
    bell.ring();
  };
  const endedJobs = createEndedJobs({ bookOf: (run) => books.get(run), isDone, post, halt, signal });
  const tellEnding = (ending: ShardEnding) => {
    endedJobs.tell(ending);
    bell.ring();
  };
  const queues = createQueues(deps.openQueue, tellEnding, () =>
    deps.metrics.add('camfleet_stalls_total', {}),
  );
  const stubbornly = <Result>(work: () => Promise<Result>) =>
    patiently(signal, ({ message }) => log.warn(message), work);

  const isCurrent = (book: RunBook) => books.get(book.request.run) === book;
  const background = createBackground((book: RunBook, error) => {
    // What is wrong with a run that was forgotten is told when it is opened again.
    if (signal.aborted || (error instanceof Problem && !isCurrent(book))) return;
    halt(book.request.run, error);
  });
  const postOf = (book: RunBook, event: SchedulerEvent) => {
    if (isCurrent(book)) post(event);
  };

  const context: ActContext = {
    deps,
    signal,
    scanLanes: createScanLanes(),
    skipLane: pLimit(limits.commitReadsMax),
    loadLane: pLimit(limits.commitReadsMax),
    failedLane: pLimit(limits.commitReadsMax),
    listener,
    post: postOf,
    tellEnding,
    take,
    indexing,
    decided: (run, control) => {
      controls.set(run, control);
      post({ kind: 'controlled', run, control });
    },
    controlOf: (run) => controls.get(run),
    beside: (book, name, work) => background.start(book, name, () => stubbornly(work)),
    halt,
    leave: async (book) => {
      const { run } = book.request;
      await publishRun(book, undefined, deps);
      // It may have been forgotten meanwhile, and opened again.
      if (isCurrent(book)) forget(run);
    },
  };

  function forget(run: string): void {
    const book = books.get(run);
    book?.scanning.abort();
    book?.indexing.abort();
    books.delete(run);
    controls.delete(run);
    queues.leave(run);
    post({ kind: 'ended', run });
  }

  /** A run whose manifest or objects are wrong stops with a sentence; anything else is a defect, and ends the term. */
  function halt(run: string, error: unknown): void {
    if (error instanceof Problem) {
      log.error({ run, code: error.code }, error.message);
      listener.halted(run, error);
      post({ kind: 'halted', run, reason: error.message });
    } else {
      defect ??= { error };
      bell.ring();
    }
  }

  /** Takes a record into the sums and tells of it, once. Throws Problem 'object-damaged' where the run has no such shard. */
  function take(book: RunBook, record: CommitRecord): void {
    if (book.summed === null) return;
    const { shards } = book.scanned!.index;
    if (record.shard >= shards) {
      const key = runKeys(book.request.run).commit(record.shard);
      throw new Problem('object-damaged', `The object ${key} is damaged: its run has ${shards} shards.`);
    }
    if (!book.summed.add(record.shard)) return;
    noteCommit(book, record);
    const { run } = book.request;
    const { shard, counts, failures } = record;
    recent.note(run, record);
    const page = book.pages!.add(shard);
    if (book.resumedRows !== null) {
      countCommit(deps.metrics, counts);
      // The page that is filled last is written with the whole.
      if (page !== null && book.summed.size < shards) {
        context.beside(book, `page ${page}`, () => indexAhead(indexing, aheadLane, book, page));
      }
    }
    postOf(book, { kind: 'committed', run, shard, counts, failures });
  }

  async function isDone(book: RunBook, shard: number): Promise<boolean> {
    if (book.summed?.has(shard) === true) return true;
    const { run } = book.request;
    const record = await readLane(() => stubbornly(() => readCommit(store, run, shard, signal)));
    if (record !== null) take(book, record);
    return record !== null;
  }

  async function carryOut(event: SchedulerEvent): Promise<void> {
    for (const action of step(scheduler, event)) {
      const book = books.get(action.run);
      if (book !== undefined) await stubbornly(() => act(action, book, context));
    }
  }

  /** What comes meanwhile waits for the next round: a busy queue must not keep the producer from looking around. */
  async function settle(): Promise<void> {
    await endedJobs.settle();
    for (let left = events.length; left > 0; left--) await carryOut(events.shift()!);
    if (defect !== null) throw defect.error;
  }

  return {
    runs: () => [...books.keys()],
    open: async (run) => {
      if (books.has(run)) return null;
      const summary = await stubbornly(() => readSummary(store, run, signal));
      if (summary !== null) return summary;
      const request = await stubbornly(() => readRun(store, run, signal));
      const known = initialControl(request.priority);
      const control = await stubbornly(() => readControl(store, run, known, signal));
      // One whose deletion was cut off has lost what was decided about it: it is not begun again.
      if (await stubbornly(() => isDeleted(store, run, signal))) return null;
      const queue = await queues.of(request);
      books.set(run, createRunBook(request, queue));
      controls.set(run, control);
      const { tenant, breaker } = request;
      post({ kind: 'opened', run: { run, tenant, queue: queue.name, breaker, control } });
      return null;
    },
    forgetDeleted: (open) => {
      for (const [run, control] of controls) if (mayBeDeleted(control) && !open.has(run)) forget(run);
    },
    look: async (run) => {
      const known = controls.get(run);
      if (known === undefined) return;
      const control = await stubbornly(() => readControl(store, run, known, signal)).catch(
        (error: unknown) => {
          if (error instanceof Problem) forget(run);
          throw error;
        },
      );
      if (control.entries > known.entries) context.decided(run, control);
    },
    reconcile: async () => {
      // What is decided is carried out first: a shard that is about to be fed again is neither lost nor given up.
      await settle();
      const jobs = await queues.list();
      const running = new Set<string>();
      for (const [run, { held, state }] of scheduler.runs) {
        const book = books.get(run)!;
        const seen = new Set(jobs.get(run));
        const gone = [...held.keys()].filter((shard) => !seen.has(shard));
        // One that is about to be looked at anyway is not lost.
        const told = gone.filter((shard) => endedJobs.waits(run, shard));
        const missing = gone.filter((shard) => !endedJobs.waits(run, shard));
        // What is missing in the queue may be done, with or without an event that told of it.
        const looks = missing.map((shard) =>
          isDone(book, shard).catch((error: unknown) => {
            signal.throwIfAborted();
            halt(run, error);
            return false;
          }),
        );
        const done = await Promise.all(looks);
        jobs.set(run, [...seen, ...told, ...missing.filter((_, i) => done[i])]);
        if (state === 'running') running.add(run);
      }
      for (const ending of await queues.failed(running)) endedJobs.tell(ending);
      // Told before anything that came meanwhile: what is fed from now on was not there to be seen.
      await carryOut({ kind: 'queue-seen', jobs });
    },
    settle,
    tellFleet: (slots, served, pinned) => post({ kind: 'fleet', slots, served, pinned }),
    refuse: (queue, reason) => {
      for (const [run, book] of books) {
        const isWaiting = book.queue.name === queue && scheduler.runs.get(run)?.state === 'running';
        if (isWaiting) post({ kind: 'refused', run, reason });
      }
    },
    wake: () => bell.ring(),
    awaitNews: async (ms) => {
      if (events.length > 0 || !endedJobs.isEmpty || defect !== null) return;
      await bell.wait(ms, signal);
    },
    publish: async () => {
      for (const [run, book] of [...books]) await publishRun(book, scheduler.runs.get(run), deps);
    },
    work: () => queues.work((run) => scheduler.runs.get(run)?.held.size ?? 0),
    close: async () => {
      for (const { indexing } of books.values()) indexing.abort();
      await background.settled();
      await queues.close();
    },
  };
}

/** What was committed before a run was taken up is no work of now: rates would leap with every new leader. */
function countCommit(metrics: Metrics, counts: CommitRecord['counts']): void {
  metrics.add('camfleet_shards_committed_total', {});
  for (const outcome of ['ok', 'failed', 'skipped'] as const) {
    metrics.add('camfleet_rows_committed_total', { outcome }, counts[outcome]);
  }
}
