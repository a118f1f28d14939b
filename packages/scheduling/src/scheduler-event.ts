/** What the scheduler is told, and what it wants done. */
import type { Control, Counts } from '@camfleet/contracts';
import type { OpenedRun } from './scheduler-state.js';

export type SchedulerEvent =
  /**
   * Shards that the fleet can work on at a time, the queues that have a worker, and those of them whose workers all serve
   * nothing else, with how many of the shards are theirs.
   */
  | {
      readonly kind: 'fleet';
      readonly slots: number;
      readonly served: ReadonlySet<string>;
      readonly pinned: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'opened'; readonly run: OpenedRun }
  /** The run's index and commits, where there are any, were told as `scanned` and `committed`. */
  | { readonly kind: 'loaded'; readonly run: string }
  | { readonly kind: 'scanned'; readonly run: string; readonly shards: number }
  | { readonly kind: 'controlled'; readonly run: string; readonly control: Control }
  | {
      readonly kind: 'committed';
      readonly run: string;
      readonly shard: number;
      readonly counts: Counts;
      readonly failures: Readonly<Record<string, number>>;
    }
  /** Jobs that left the queue without a commit record: taken back, handed back, cancelled. */
  | { readonly kind: 'returned'; readonly run: string; readonly shards: readonly number[] }
  /** Jobs that could not be taken back, since workers have them. */
  | { readonly kind: 'leased'; readonly run: string; readonly shards: readonly number[] }
  /** The queue tried a shard as often as it may. */
  | { readonly kind: 'given-up'; readonly run: string; readonly shard: number; readonly reason: string }
  /** Nobody can load the run's model. */
  | { readonly kind: 'refused'; readonly run: string; readonly reason: string }
  /** Something of the run's own, its manifest or an object, is wrong: it cannot go on. */
  | { readonly kind: 'halted'; readonly run: string; readonly reason: string }
  /** Everything that stands in the queue, by run. */
  | { readonly kind: 'queue-seen'; readonly jobs: ReadonlyMap<string, readonly number[]> }
  /** The summary stands. */
  | { readonly kind: 'ended'; readonly run: string };

/** `job-lost`: the queue had lost a shard; `job-stray`: it held one that is done; `job-adopted`: one that nobody here knew. */
export type RepairKind = 'job-lost' | 'job-stray' | 'job-adopted';

/** Every action may be carried out twice, or cut off and asked for again. */
export type SchedulerAction =
  /** Answered by `loaded`. */
  | { readonly kind: 'load'; readonly run: string }
  /** Answered by `scanned`. */
  | { readonly kind: 'scan'; readonly run: string }
  /** A scan under way, or one that waits, is given up; it will be asked for again. */
  | { readonly kind: 'drop-scan'; readonly run: string }
  /** Jobs that the queue had given up are forgotten, so that their shards can be added again. */
  | { readonly kind: 'revive'; readonly run: string }
  | { readonly kind: 'add'; readonly run: string; readonly shards: readonly number[] }
  /** Answered by `returned` and `leased`. */
  | { readonly kind: 'withdraw'; readonly run: string; readonly shards: readonly number[] }
  /** Workers give up what they have of this run. */
  | { readonly kind: 'stop'; readonly run: string }
  /** The shards' rows get the outcome `skipped`, unless an attempt commits first; answered by `committed`. */
  | { readonly kind: 'skip'; readonly run: string; readonly shards: readonly number[] }
  /** Shards from `skippedFrom` on were never begun. Answered by `ended`. */
  | {
      readonly kind: 'finalise';
      readonly run: string;
      readonly state: 'complete' | 'cancelled';
      readonly skippedFrom: number | null;
    }
  /** A decision of ours, to be written into the run's log. */
  | {
      readonly kind: 'decide';
      readonly run: string;
      readonly verb: 'pause' | 'fail' | 'stuck';
      readonly reason: string;
    }
  | {
      readonly kind: 'repaired';
      readonly run: string;
      readonly repair: RepairKind;
      readonly shards: readonly number[];
    };
