/** What the scheduler knows: plain data, rebuilt from the store and the queue by whoever takes the leadership. */
import { type Control, limits, type RunState } from '@camfleet/contracts';
import { createHeldJobs, type HeldJobs } from './held-jobs.js';
import { createShardSet, type ShardSet } from './shard-set.js';
import type { Claim } from './share-window.js';

export interface SchedulerState {
  /** Of all queues together that have none of their own. */
  window: JobWindow;
  /** Of each queue whose workers serve nothing else. */
  ownWindows: ReadonlyMap<string, JobWindow>;
  /** Queues that have a worker; while none has, any may be the first to get one. */
  served: ReadonlySet<string>;
  /** Shares of the fleet by tenant; 1 where none is set. */
  readonly tenantWeights: ReadonlyMap<string, number>;
  /** False until the queue was looked at for the first time: a predecessor's jobs stand in it, and count. */
  isSynced: boolean;
  readonly runs: Map<string, RunEntry>;
}

export interface JobWindow {
  /** Jobs that may stand in its queues, of all runs together. */
  readonly credits: number;
  /** How it was shared last. */
  shared: { credits: number; claims: readonly Claim[]; shares: readonly number[] } | null;
}

/** For a fleet of so many slots. */
export function createWindow(slots: number): JobWindow {
  const credits = Math.max(
    limits.jobsInQueueMin,
    Math.min(limits.jobsInQueueMax, slots * limits.jobsPerSlot),
  );
  return { credits, shared: null };
}

/** What is to be known of a run before anything is decided about it. */
export interface OpenedRun {
  readonly run: string;
  readonly tenant: string;
  /** The queue that it is fed into. */
  readonly queue: string;
  readonly control: Control;
  /** More than this share of failed images, of at least so many, pauses the run. */
  readonly breaker: { readonly share: number; readonly images: number };
}

export interface RunEntry {
  readonly run: string;
  readonly tenant: string;
  readonly queue: string;
  readonly breaker: OpenedRun['breaker'];
  control: Control;
  state: RunState;
  /** Whether what the store knows of the run was read: its index and its commits. */
  isLoaded: boolean;
  /** Whether what was asked for has met something that it cannot get over, and was not asked for again since. */
  hasHalted: boolean;
  /** Null until the run is scanned. */
  shards: number | null;
  committed: ShardSet;
  /** Shards that stand in the queue. */
  readonly held: HeldJobs;
  /** No shard below it is open and outside the queue. */
  next: number;
  /** No shard from here on was ever in the queue. */
  fedTo: number;
  /** Rows that were skipped. */
  skipped: number;
  /** What the breaker counts, since the run last went on. */
  tally: { images: number; failed: number; failures: Map<string, number> };
  /** Actions asked for in this state that are asked for once. */
  readonly asked: Set<'scan' | 'drop-scan' | 'stop' | 'finalise'>;
}

export function createScheduler(tenantWeights: ReadonlyMap<string, number> = new Map()): SchedulerState {
  return {
    window: createWindow(0),
    ownWindows: new Map(),
    served: new Set(),
    tenantWeights,
    isSynced: false,
    runs: new Map(),
  };
}

export function createEntry({ run, tenant, queue, breaker, control }: OpenedRun): RunEntry {
  return {
    run,
    tenant,
    queue,
    breaker,
    control,
    state: 'scanning',
    isLoaded: false,
    hasHalted: false,
    shards: null,
    committed: createShardSet(0),
    held: createHeldJobs(),
    next: 0,
    fedTo: 0,
    skipped: 0,
    tally: emptyTally(),
    asked: new Set(),
  };
}

export function emptyTally(): RunEntry['tally'] {
  return { images: 0, failed: 0, failures: new Map() };
}

/** Shards that are not committed; 0 before the run is scanned. */
export function openShards({ shards, committed }: RunEntry): number {
  return shards === null ? 0 : shards - committed.size;
}
