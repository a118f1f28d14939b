/** Jobs that the queue says have ended: it only tells when to look, the commit record decides what became of the shard. */
import type { ShardEnding } from '@camfleet/queue';
import type { SchedulerEvent } from '@camfleet/scheduling';
import type { RunBook } from './run-book.js';

export interface EndedJobs {
  tell(ending: ShardEnding): void;
  readonly isEmpty: boolean;
  /** Posts what became of all that were told of by now. */
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
  const told: ShardEnding[] = [];

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

  return {
    tell: (ending) => {
      told.push(ending);
    },
    get isEmpty() {
      return told.length === 0;
    },
    settle: async () => {
      const settling = told.splice(0).map((ending) =>
        settleOne(ending).catch((error: unknown) => {
          signal.throwIfAborted();
          halt(ending.run, error);
        }),
      );
      await Promise.all(settling);
    },
  };
}
