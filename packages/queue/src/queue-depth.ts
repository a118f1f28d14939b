/** How deep a queue is, and how old what stands in it. */
import type { Redis } from 'ioredis';
import { openWatchedQueue } from './watched-queue.js';

export interface QueueDepth {
  readonly waiting: number;
  readonly active: number;
  /** Waiting for another try, or for a store that is away. */
  readonly delayed: number;
  /** Given up, and kept for a while. */
  readonly failed: number;
  /** Since the oldest job that waits was added, and since the oldest at work was taken; 0 where there is none. */
  readonly oldestWaitingSeconds: number;
  readonly oldestActiveSeconds: number;
  /** Whether an operator has paused the queue itself. */
  readonly paused: boolean;
}

export interface DepthGauge {
  /** Throws where Redis does not answer. */
  read(): Promise<QueueDepth>;
  close(): Promise<void>;
}

/** Looks at one queue as often as it is asked, and changes nothing. */
export function openDepthGauge(redis: Redis, prefix: string, name: string): DepthGauge {
  const queue = openWatchedQueue(redis, prefix, name);
  return {
    read: async () => {
      const [counts, paused, [waiting], [active]] = await Promise.all([
        queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed'),
        queue.isPaused(),
        queue.getWaiting(0, 0),
        queue.getActive(0, 0),
      ]);
      const count = (state: string) => counts[state] ?? 0;
      return {
        waiting: count('wait') + count('prioritized'),
        active: count('active'),
        delayed: count('delayed'),
        failed: count('failed'),
        oldestWaitingSeconds: ageOf(waiting?.timestamp),
        oldestActiveSeconds: ageOf(active?.processedOn),
        paused,
      };
    },
    close: () => queue.close(),
  };
}

function ageOf(sinceMs: number | undefined): number {
  return sinceMs === undefined ? 0 : Math.max(0, (Date.now() - sinceMs) / 1_000);
}
