/** One step of the scheduler: what happened → what is to be done. No I/O, no clock: the same events give the same actions. */
import { breakerReason, countFor } from './breaker.js';
import { compareQueue, release } from './compare-queue.js';
import { feed, leave } from './feed.js';
import type { SchedulerAction, SchedulerEvent } from './scheduler-event.js';
import {
  createEntry,
  createWindow,
  emptyTally,
  type RunEntry,
  type SchedulerState,
} from './scheduler-state.js';
import { createShardSet } from './shard-set.js';
import { enter, stateOf } from './state-of.js';

/** Takes the event into `state`, which it changes, and returns the actions that follow, in order. */
export function step(state: SchedulerState, event: SchedulerEvent): SchedulerAction[] {
  const actions = take(state, event);
  for (const entry of touched(state, event)) actions.push(...settle(entry));
  actions.push(...feed(state));
  return actions;
}

/** The runs that an event may have changed. */
function touched({ runs }: SchedulerState, event: SchedulerEvent): Iterable<RunEntry> {
  switch (event.kind) {
    case 'fleet':
    case 'ended':
      return [];
    case 'queue-seen':
      return runs.values();
    default: {
      const entry = runs.get(event.kind === 'opened' ? event.run.run : event.run);
      return entry === undefined ? [] : [entry];
    }
  }
}

function take(state: SchedulerState, event: SchedulerEvent): SchedulerAction[] {
  switch (event.kind) {
    case 'fleet': {
      const pinned = [...event.pinned];
      state.window = createWindow(pinned.reduce((slots, [, its]) => slots - its, event.slots));
      state.ownWindows = new Map(pinned.map(([queue, slots]) => [queue, createWindow(slots)]));
      state.served = event.served;
      return [];
    }
    case 'opened':
      if (state.runs.has(event.run.run)) return [];
      state.runs.set(event.run.run, createEntry(event.run));
      return [
        { kind: 'revive', run: event.run.run },
        { kind: 'load', run: event.run.run },
      ];
    case 'queue-seen': {
      state.isSynced = true;
      return [...state.runs.values()].flatMap((entry) => [
        ...compareQueue(entry, event.jobs.get(entry.run) ?? []),
        // Nobody can tell a cancelled run to go on: it tries by itself. A frozen leader may have fed it since it was asked.
        ...(entry.control.wish === 'cancel' ? askAgain(entry) : []),
      ]);
    }
    case 'ended':
      state.runs.delete(event.run);
      return [];
    default: {
      const entry = state.runs.get(event.run);
      return entry === undefined ? [] : takeOf(entry, event);
    }
  }
}

function takeOf(
  entry: RunEntry,
  event: Exclude<SchedulerEvent, { kind: 'fleet' | 'opened' | 'queue-seen' | 'ended' }>,
): SchedulerAction[] {
  switch (event.kind) {
    case 'loaded':
      entry.isLoaded = true;
      entry.hasHalted = false;
      // What failed before somebody said "go on" is not held against the run again.
      if (entry.control.wasResumed) entry.tally = emptyTally();
      return [];
    case 'scanned':
      if (entry.shards !== null) return [];
      entry.shards = event.shards;
      entry.committed = createShardSet(event.shards);
      return [];
    case 'controlled': {
      const { wish } = event.control;
      const isNew = wish !== entry.control.wish;
      entry.control = event.control;
      if (!isNew) return [];
      const again = entry.hasHalted ? askAgain(entry) : [];
      entry.hasHalted = false;
      if (wish !== 'run') return again;
      entry.tally = emptyTally();
      return [{ kind: 'revive', run: entry.run }, ...again];
    }
    case 'committed': {
      // Before the run is loaded nobody knows its shards; loading tells of this one as well.
      const isNews = entry.shards !== null && entry.committed.add(event.shard);
      release(entry, event.shard);
      if (!isNews) return [];
      entry.fedTo = Math.max(entry.fedTo, event.shard + 1);
      entry.skipped += event.counts.skipped;
      countFor(entry, event.counts, event.failures);
      return [];
    }
    case 'returned':
      for (const shard of event.shards) release(entry, shard);
      return [];
    case 'leased':
      for (const shard of event.shards) if (entry.held.has(shard)) entry.held.set(shard, 'leased');
      return [];
    case 'halted':
      entry.hasHalted = true;
      return halt(entry, event.reason);
    case 'refused':
      return decide(entry, 'fail', event.reason);
    case 'given-up':
      release(entry, event.shard);
      if (entry.committed.has(event.shard)) return [];
      return decide(entry, 'fail', `shard ${event.shard} could not be done: ${event.reason}`);
  }
}

/** What was asked for once is asked for anew. */
function askAgain(entry: RunEntry): SchedulerAction[] {
  entry.asked.clear();
  return entry.isLoaded ? [] : [{ kind: 'load', run: entry.run }];
}

/** Also where it was only to be paused: somebody has to see to it first. A cancelled run stays so, and says what it lacks. */
function halt(entry: RunEntry, reason: string): SchedulerAction[] {
  const { wish, reason: known } = entry.control;
  if (wish === 'fail' || (wish === 'cancel' && known !== null)) return [];
  const isCancelled = wish === 'cancel';
  entry.control = { ...entry.control, wish: isCancelled ? wish : 'fail', reason, byBreaker: false };
  return [{ kind: 'decide', run: entry.run, verb: isCancelled ? 'stuck' : 'fail', reason }];
}

/** Our own decision holds from now on; the log, once written, says the same. */
function decide(entry: RunEntry, verb: 'pause' | 'fail', reason: string): SchedulerAction[] {
  if (entry.control.wish !== 'run') return [];
  entry.control = { ...entry.control, wish: verb, reason, byBreaker: verb === 'pause' };
  return [{ kind: 'decide', run: entry.run, verb, reason }];
}

/** Brings a run into the state it should be in, and asks for what that state needs. */
function settle(entry: RunEntry): SchedulerAction[] {
  const actions: SchedulerAction[] = [];
  const reason = entry.state === 'running' ? breakerReason(entry) : null;
  if (reason !== null && stateOf(entry) === 'running') actions.push(...decide(entry, 'pause', reason));
  enter(entry, stateOf(entry));
  switch (entry.state) {
    case 'scanning':
      if (entry.isLoaded && isFirst(entry, 'scan')) actions.push({ kind: 'scan', run: entry.run });
      break;
    case 'paused':
    case 'failed':
      // A manifest that comes slowly must not keep others from being read meanwhile.
      if (entry.shards === null && isFirst(entry, 'drop-scan'))
        actions.push({ kind: 'drop-scan', run: entry.run });
      actions.push(...withdrawAll(entry));
      break;
    case 'cancelling':
      actions.push(...cancel(entry));
      break;
    case 'finalising':
      if (isFirst(entry, 'finalise')) {
        actions.push({ kind: 'finalise', run: entry.run, state: 'complete', skippedFrom: null });
      }
      break;
    default:
  }
  return actions;
}

function withdrawAll(entry: RunEntry): SchedulerAction[] {
  const shards = leave(entry);
  return shards.length === 0 ? [] : [{ kind: 'withdraw', run: entry.run, shards }];
}

/** Everything that was ever fed gets a commit record, so that a late attempt loses; what follows was never begun. */
function cancel(entry: RunEntry): SchedulerAction[] {
  const actions: SchedulerAction[] = [];
  // Nothing is committed beyond what was fed.
  const isOver = entry.committed.size === entry.fedTo;
  if (isFirst(entry, 'stop')) {
    // Before anything else: what is at work costs somebody money.
    actions.push({ kind: 'stop', run: entry.run });
    const begun = Array.from({ length: entry.fedTo }, (_, shard) => shard).filter(
      (shard) => !entry.committed.has(shard),
    );
    if (begun.length > 0) actions.push({ kind: 'skip', run: entry.run, shards: begun });
  }
  actions.push(...withdrawAll(entry));
  if (isOver && isFirst(entry, 'finalise')) {
    const { run, fedTo, shards } = entry;
    const skippedFrom = shards === null || fedTo < shards ? fedTo : null;
    actions.push({ kind: 'finalise', run, state: 'cancelled', skippedFrom });
  }
  return actions;
}

function isFirst({ asked }: RunEntry, action: 'scan' | 'drop-scan' | 'stop' | 'finalise'): boolean {
  if (asked.has(action)) return false;
  asked.add(action);
  return true;
}
