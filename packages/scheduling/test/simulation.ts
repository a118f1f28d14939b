/** A world for the scheduler: store, queue and workers in memory, a clock that ticks, and faults from a seed. */
import { type Control, type ControlEntry, foldControl, initialControl } from '@camfleet/contracts';
import {
  createScheduler,
  type RunEntry,
  type SchedulerAction,
  type SchedulerEvent,
  step,
} from '@camfleet/scheduling';

export interface SimulatedRun {
  readonly run: string;
  readonly tenant: string;
  readonly queue: string;
  readonly shards: number;
  readonly log: ControlEntry[];
  isScanned: boolean;
  /** Shards to whether they were skipped. */
  readonly commits: Map<number, boolean>;
  summary: { state: 'complete' | 'cancelled'; skippedFrom: number | null } | null;
  /** Executions of each shard that ended. */
  readonly executions: Map<number, number>;
  /** When the first job of it was put into the queue. */
  fedAt: number | null;
  /** What cannot be done for it, as its objects are damaged or the store is full, until which tick. */
  readonly broken: Map<Breakable, number>;
  /** When the producer was last told that it cannot go on. */
  haltedAt: number;
}

const breakables = ['load', 'scan', 'skip', 'finalise'] as const;
type Breakable = (typeof breakables)[number];

interface Job {
  readonly run: string;
  readonly shard: number;
  /** The worker that has it, and the tick at which it will be done; null while it waits. */
  lease: { worker: number; doneAt: number } | null;
}

/** Numbers from 0 to 1 that follow from the seed alone. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A queue that no worker serves while faults go on. */
export const unserved = 'unserved';
/** A queue whose one worker serves nothing else. */
export const own = 'own';

const reconcileTicks = 20;
const leaseTicks = 8;
const scanTicksMax = 10;
const closeTicksMax = 30;
/** A lease that runs out, the longest shard, and the tick in which the producer hears of it. */
const waitTicksMax = leaseTicks + 5;

export function createWorld(random: () => number, workers: number) {
  const runs = new Map<string, SimulatedRun>();
  /** In the order of the queue. */
  let queue: Job[] = [];
  /** What the queue tells the producer; may be lost, and told twice. */
  let hints: { run: string; shard: number }[] = [];
  /** Workers that were frozen go on with what they had when they wake. */
  const zombies: { run: string; shard: number; at: number }[] = [];
  let scheduler = createScheduler();
  let lastSeen = Number.NEGATIVE_INFINITY;
  let tick = 0;
  const problems: string[] = [];
  const waitTicks = new Map<string, number>();
  let unservedTicks = 0;
  /** Whether somebody serves `unserved`. */
  let isFree = false;
  /** What a former leader was about to feed when it was frozen, and when it wakes. */
  const lateFeeds: { run: string; shards: readonly number[]; at: number }[] = [];
  /** Leases of killed workers, and when they run out. */
  const expiries: { job: Job; at: number }[] = [];
  const known = new Map<string, number>();
  /** Scans under way, and when they end. */
  const scans = new Map<string, number>();
  /** Closings under way, one a run, and when they end. */
  const closings = new Map<string, { shards: readonly number[]; at: number }>();

  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

  const controlOf = ({ log }: SimulatedRun): Control =>
    log.reduce((control, entry) => foldControl(control, entry), initialControl(10));

  function commit(run: string, shard: number, skipped: boolean): void {
    const entry = runs.get(run)!;
    if (!entry.commits.has(shard)) entry.commits.set(shard, skipped);
  }

  function tell(event: SchedulerEvent): void {
    for (const action of step(scheduler, event)) act(action);
    if (event.kind === 'halted' && scheduler.runs.get(event.run)?.control.reason === null)
      problems.push(`${event.run} halted without a word`);
    check();
  }

  function tellCommit(run: string, shard: number): boolean {
    const skipped = runs.get(run)!.commits.get(shard);
    if (skipped === undefined) return false;
    const counts = skipped ? { ok: 0, failed: 0, skipped: 4 } : { ok: 4, failed: 0, skipped: 0 };
    tell({ kind: 'committed', run, shard, counts, failures: {} });
    return true;
  }

  /** Actions are carried out at once; their answers come as events of their own, later. */
  const answers: SchedulerEvent[] = [];

  function act(action: SchedulerAction): void {
    if (action.kind === 'repaired') return;
    const run = runs.get(action.run)!;
    const halts = isBroken(run, action.kind);
    if (halts) {
      run.haltedAt = tick;
      answers.push({ kind: 'halted', run: run.run, reason: `it cannot ${action.kind}` });
    }
    switch (action.kind) {
      case 'load':
        if (run.isScanned) answers.push({ kind: 'scanned', run: run.run, shards: run.shards });
        for (const shard of run.commits.keys()) answers.push(commitEvent(run, shard));
        if (!halts) answers.push({ kind: 'loaded', run: run.run });
        return;
      case 'scan':
        if (!halts) scans.set(run.run, tick + Math.floor(random() * scanTicksMax));
        return;
      case 'drop-scan':
        scans.delete(run.run);
        return;
      case 'add': {
        const { wish } = controlOf(run);
        if (wish !== 'run') problems.push(`${run.run} was fed although it is to ${wish}`);
        if (run.summary !== null) problems.push(`${run.run} was fed although it has ended`);
        run.fedAt ??= tick;
        enqueue(action.run, action.shards);
        return;
      }
      case 'withdraw': {
        const wanted = new Set(action.shards);
        const leased = queue.filter(
          (job) => job.run === run.run && wanted.has(job.shard) && job.lease !== null,
        );
        const kept = new Set(leased.map(({ shard }) => shard));
        queue = queue.filter((job) => job.run !== run.run || !wanted.has(job.shard) || kept.has(job.shard));
        answers.push({ kind: 'leased', run: run.run, shards: [...kept] });
        answers.push({
          kind: 'returned',
          run: run.run,
          shards: action.shards.filter((shard) => !kept.has(shard)),
        });
        return;
      }
      case 'stop':
        for (const job of queue) if (job.run === run.run && job.lease !== null) hints.push(job);
        queue = queue.filter((job) => job.run !== run.run);
        return;
      case 'skip':
        // One that cannot be closed does not keep the others open.
        if (!closings.has(run.run)) {
          const at = tick + Math.floor(random() ** 3 * closeTicksMax);
          closings.set(run.run, { shards: action.shards.slice(halts ? 1 : 0), at });
        }
        return;
      case 'finalise':
        if (!halts) finalise(run, action);
        return;
      case 'decide':
        run.log.push({ verb: action.verb, at: '', by: 'producer', reason: action.reason });
        return;
      default:
    }
  }

  function enqueue(run: string, shards: readonly number[]): void {
    for (const shard of shards) {
      if (queue.every((job) => job.run !== run || job.shard !== shard))
        queue.push({ run, shard, lease: null });
    }
  }

  function isBroken({ broken }: SimulatedRun, kind: SchedulerAction['kind']): boolean {
    return breakables.some((one) => one === kind && tick < (broken.get(one) ?? 0));
  }

  function commitEvent(run: SimulatedRun, shard: number): SchedulerEvent {
    const skipped = run.commits.get(shard)!;
    const counts = skipped ? { ok: 0, failed: 0, skipped: 4 } : { ok: 4, failed: 0, skipped: 0 };
    return { kind: 'committed', run: run.run, shard, counts, failures: {} };
  }

  function finalise(
    run: SimulatedRun,
    { state, skippedFrom }: { state: 'complete' | 'cancelled'; skippedFrom: number | null },
  ): void {
    const end = skippedFrom ?? run.shards;
    for (let shard = 0; shard < end; shard++) {
      if (!run.commits.has(shard)) problems.push(`${run.run} is ${state} without a record of shard ${shard}`);
    }
    run.summary ??= { state, skippedFrom };
    queue = queue.filter((job) => job.run !== run.run);
    answers.push({ kind: 'ended', run: run.run });
  }

  const isFed = ({ state, shards, committed }: RunEntry) => state === 'running' && shards! > committed.size;
  const isServed = ({ queue: its }: RunEntry) => isFree || its !== unserved;

  const heldBy = (entries: readonly RunEntry[]) => entries.reduce((sum, { held }) => sum + held.size, 0);

  /** The window that runs share, and that of `own`. */
  function windows() {
    const all = [...scheduler.runs.values()];
    return [false, true].map((isOwn) => {
      const { credits } = isOwn ? scheduler.ownWindows.get(own)! : scheduler.window;
      return { isOwn, credits, entries: all.filter(({ queue: its }) => (its === own) === isOwn) };
    });
  }

  /** What must hold after every step. */
  function check(): void {
    for (const { isOwn, credits, entries } of windows()) {
      const elsewhere = heldBy(entries.filter((entry) => !isFed(entry)));
      const fed = entries.filter(isFed);
      const served = fed.filter(isServed).length;
      const most = Math.max(credits, elsewhere + served) + (served < fed.length ? 1 : 0);
      const held = heldBy(entries);
      if (held > Math.max(most, allowedMost.get(isOwn) ?? 0))
        problems.push(`${held} jobs in a window of ${credits}`);
      allowedMost.set(isOwn, held);
    }
  }
  /** What stands in the queue is more than a window where a predecessor left it, or runs have ended or paused since. */
  const allowedMost = new Map<boolean, number>();

  /** A run that may be fed gets a job as soon as another's comes back, where nobody serves it one of its queue's. */
  function checkWaits(): void {
    const entries = [...scheduler.runs.values()];
    const hasHeld = ({ held }: RunEntry) => held.size > 0;
    const isDrawn = entries.some((entry) => isFed(entry) && !isServed(entry) && hasHeld(entry));
    for (const entry of entries) {
      const { run } = entry;
      const waits = isFed(entry) && !hasHeld(entry) && (isServed(entry) || !isDrawn);
      const ticks = waits ? (waitTicks.get(run) ?? 0) + 1 : 0;
      waitTicks.set(run, ticks);
      if (ticks > waitTicksMax) problems.push(`${run} had no job for ${ticks} ticks`);
    }
  }

  /** What is left of a window is for runs that somebody serves, however many there are that nobody does. */
  function checkServed(): void {
    const isShort = windows().some(({ credits, entries }) => {
      const served = entries.filter((entry) => isFed(entry) && isServed(entry));
      const open = served.reduce((sum, { shards, committed }) => sum + shards! - committed.size, 0);
      const elsewhere = heldBy(entries.filter((entry) => !isFed(entry)));
      return heldBy(served) < Math.min(credits - elsewhere, open);
    });
    unservedTicks = isShort ? unservedTicks + 1 : 0;
    if (unservedTicks > waitTicksMax) problems.push(`jobs that nobody takes kept others' places at ${tick}`);
  }

  function produce(): void {
    tell({
      kind: 'fleet',
      slots: workers * 2,
      served: new Set(isFree ? ['q', own, unserved] : ['q', own]),
      pinned: new Map([[own, 2]]),
    });
    for (const { run, tenant, queue: its, log, summary } of runs.values()) {
      const entries = log.length;
      const control = controlOf(runs.get(run)!);
      if (summary !== null) continue;
      if (!known.has(run)) {
        tell({
          kind: 'opened',
          run: { run, tenant, queue: its, control, breaker: { share: 1, images: 200 } },
        });
      } else if (known.get(run) !== entries) tell({ kind: 'controlled', run, control });
      known.set(run, entries);
    }
    for (const [run, doneAt] of scans) {
      if (doneAt > tick) continue;
      scans.delete(run);
      const scanned = runs.get(run)!;
      if (controlOf(scanned).wish === 'pause') problems.push(`${run} was scanned although it is paused`);
      scanned.isScanned = true;
      answers.push({ kind: 'scanned', run, shards: scanned.shards });
    }
    for (const [run, { shards, at }] of closings) {
      if (at > tick) continue;
      closings.delete(run);
      for (const shard of shards) {
        commit(run, shard, true);
        answers.push(commitEvent(runs.get(run)!, shard));
      }
    }
    const told = hints;
    hints = [];
    for (const { run, shard } of told) {
      if (!tellCommit(run, shard)) tell({ kind: 'returned', run, shards: [shard] });
    }
    for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) tell(answer);
    if (tick - lastSeen >= reconcileTicks) look();
  }

  /** The reconciler: commits first, so that what is done is not taken for lost. */
  function look(): void {
    lastSeen = tick;
    const jobs = new Map<string, number[]>();
    for (const { run, shard } of queue) jobs.set(run, [...(jobs.get(run) ?? []), shard]);
    for (const entry of [...scheduler.runs.values()]) {
      for (const shard of [...entry.held.keys()])
        if (!jobs.get(entry.run)?.includes(shard)) tellCommit(entry.run, shard);
    }
    for (const { isOwn, entries } of windows()) {
      const standing = entries.reduce((sum, { run }) => sum + (jobs.get(run)?.length ?? 0), 0);
      allowedMost.set(isOwn, Math.max(allowedMost.get(isOwn) ?? 0, standing));
    }
    tell({ kind: 'queue-seen', jobs });
    for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) tell(answer);
  }

  function work(): void {
    for (const expiry of expiries.splice(0)) {
      if (expiry.at > tick) expiries.push(expiry);
      else expiry.job.lease = null;
    }
    for (const job of queue.filter(({ lease }) => lease !== null && lease.doneAt <= tick)) finish(job);
    for (const zombie of zombies.splice(0)) {
      if (zombie.at > tick) zombies.push(zombie);
      else execute(zombie.run, zombie.shard);
    }
    for (const late of lateFeeds.splice(0)) {
      if (late.at > tick) lateFeeds.push(late);
      else enqueue(late.run, late.shards);
    }
    for (let worker = 0; worker < workers; worker++) {
      const mine = queue.filter(({ lease }) => lease?.worker === worker).length;
      for (let free = 2 - mine; free > 0; free--) {
        const job = queue.find(({ run, lease }) => lease === null && takes(worker, runs.get(run)!.queue));
        if (job !== undefined) job.lease = { worker, doneAt: tick + 1 + Math.floor(random() * 3) };
      }
    }
  }

  /** The first worker is the one of `own`. */
  function takes(worker: number, its: string): boolean {
    return worker === 0 ? its === own : its !== own && (isFree || its !== unserved);
  }

  function execute(run: string, shard: number): void {
    const { executions } = runs.get(run)!;
    executions.set(shard, (executions.get(shard) ?? 0) + 1);
    if (runs.get(run)!.summary === null) commit(run, shard, false);
  }

  function finish(job: Job): void {
    execute(job.run, job.shard);
    queue = queue.filter((other) => other !== job);
    hints.push(job);
  }

  function replaceProducer(): void {
    scheduler = createScheduler();
    known.clear();
    answers.length = 0;
    scans.clear();
    closings.clear();
    hints = [];
    lastSeen = Number.NEGATIVE_INFINITY;
  }

  return {
    runs,
    problems,
    submit: (run: string, tenant: string, queue: string, shards: number) => {
      runs.set(run, {
        run,
        tenant,
        queue,
        shards,
        log: [],
        isScanned: false,
        commits: new Map(),
        summary: null,
        executions: new Map(),
        fedAt: null,
        broken: new Map(),
        haltedAt: Number.NEGATIVE_INFINITY,
      });
    },
    decide: (run: string, verb: 'pause' | 'resume' | 'cancel') => {
      runs.get(run)!.log.push({ verb, at: '', by: 'user' });
    },
    prioritise: (run: string, priority: number) => {
      runs.get(run)!.log.push({ verb: 'priority', priority, at: '', by: 'user' });
    },
    /** Every queue has workers from now on. */
    serveAll: () => {
      isFree = true;
    },
    /** What would pass is past; of the runs that were broken for good, some are mended. */
    mend: () => {
      for (const { broken } of runs.values()) {
        const isMended = random() < 0.5;
        for (const [kind, until] of broken)
          if (isMended || until < Number.POSITIVE_INFINITY) broken.delete(kind);
      }
    },
    /** Whether the run has stopped for a reason that still holds, and says so to whoever asks the store. */
    saysWhyItStopped: (run: string, since: number) => {
      const its = runs.get(run)!;
      const { wish, reason } = controlOf(its);
      const isSaid = reason !== null && (wish === 'fail' || wish === 'cancel');
      return isSaid && its.haltedAt >= since && breakables.some((kind) => isBroken(its, kind));
    },
    now: () => tick,
    /** One tick of the clock. */
    tick: () => {
      tick += 1;
      work();
      produce();
      checkWaits();
      checkServed();
    },
    faults: {
      loseJob: () => {
        queue.splice(Math.floor(random() * queue.length), 1);
      },
      loseHints: () => {
        hints = [];
      },
      repeatHints: () => {
        hints.push(...hints);
      },
      wipeRedis: () => {
        queue = [];
        hints = [];
        // The leadership is gone with the rest: whoever takes it looks at the queue at once.
        lastSeen = Number.NEGATIVE_INFINITY;
      },
      replaceProducer,
      freezeProducer: () => {
        for (const { run, fedTo, shards, ...entry } of scheduler.runs.values()) {
          if (entry.state !== 'running') continue;
          const next = [fedTo, fedTo + 1, fedTo + 2].filter((shard) => shard < shards!);
          lateFeeds.push({ run, shards: next, at: tick + Math.floor(random() * 3 * reconcileTicks) });
        }
        replaceProducer();
      },
      killWorker: () => {
        const worker = Math.floor(random() * workers);
        for (const job of queue) {
          if (job.lease?.worker !== worker) continue;
          job.lease = { worker: -1, doneAt: Number.POSITIVE_INFINITY };
          expiries.push({ job, at: tick + leaseTicks });
        }
      },
      freezeWorker: () => {
        const worker = Math.floor(random() * workers);
        for (const job of queue) {
          if (job.lease?.worker !== worker) continue;
          zombies.push({ run: job.run, shard: job.shard, at: tick + leaseTicks * 2 });
          job.lease = null;
        }
      },
      breakRun: () => {
        const { broken } = pick([...runs.values()]);
        const ticks = random() < 0.8 ? Math.floor(random() * 60) : Number.POSITIVE_INFINITY;
        broken.set(pick(breakables), tick + ticks);
      },
      giveUp: () => {
        const job = queue[Math.floor(random() * queue.length)];
        if (job === undefined) return;
        queue = queue.filter((other) => other !== job);
        answers.push({ kind: 'given-up', run: job.run, shard: job.shard, reason: 'by fault' });
      },
    },
  };
}
