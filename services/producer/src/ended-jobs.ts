/** Jobs that the queue says have ended: it only tells when to look, the commit record decides what became of the shard. */
import { limits } from '@camfleet/contracts';
import type { ShardEnding } from '@camfleet/queue';
import type { SchedulerEvent } from '@camfleet/scheduling';
import type { RunBook } from './run-book.js';

export interface EndedJobs {
  tell(ending: ShardEnding): void;
  readonly isEmpty: boolean;
  /** Whether this one was told of, and waits. */
  waits(run: string, shard: number): boolean;
  /** Posts what became of the first ones of each run: one that gives thousands back must not hold up the others. */
  settle(): Promise<void>;
}

export interface EndedJobsContext {
  bookOf(run: string): RunBook | undefined;
  /** Whether the shard has its record, which is then taken into the sums. */
  isDone(book: RunBook, shard: number): Promise<boolean>;
  post(event: SchedulerEvent): void;
  halt(run: string, error: unknown): void;
  readonly signal: AbortSignal;
}

export function createEndedJobs({ bookOf, isDone, post, halt, signal }: EndedJobsContext): EndedJobs {
  /** By run and shard. */
  const told = new Map<string, Map<number, ShardEnding>>();

  async function settleOne(ending: ShardEnding): Promise<void> {
    const { run, shard, failedReason } = ending;
    const book = bookOf(run);
    if (book === undefined) return;
    if (book.resumedRows === null) {
      book.early.push(ending);
      return;
    }
    if (await isDone(book, shard)) return;
    if (failedReason === null) post({ kind: 'returned', run, shards: [shard] });
    else post({ kind: 'given-up', run, shard, reason: failedReason });
  }

  function takeSome(): ShardEnding[] {
    const some = [...told.values()].flatMap((ofRun) => [...ofRun.values()].slice(0, limits.endingsPerRound));
    for (const { run, shard } of some) {
      told.get(run)!.delete(shard);
      if (told.get(run)!.size === 0) told.delete(run);
    }
    return some;
  }

  return {
    tell: (ending) => {
      const ofRun = told.get(ending.run) ?? new Map<number, ShardEnding>();
      told.set(ending.run, ofRun);
      // That it was given up is not unsaid.
      if (ending.failedReason !== null || !ofRun.has(ending.shard)) ofRun.set(ending.shard, ending);
    },
    get isEmpty() {
      return told.size === 0;
    },
    waits: (run, shard) => told.get(run)?.has(shard) === true,
    settle: async () => {
      const settling = takeSome().map((ending) =>
        settleOne(ending).catch((error: unknown) => {
          signal.throwIfAborted();
          halt(ending.run, error);
        }),
      );
      await Promise.all(settling);
    },
  };
}
