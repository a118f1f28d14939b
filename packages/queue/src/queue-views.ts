/** The queues as an operator's board looks at them: all that there are, whoever made them. */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { openWatchedQueue } from './watched-queue.js';

/** Keys looked at in one go. */
const scanCount = 1_000;

export interface QueueViews {
  /** By name, in order. A queue stays open once it was seen. */
  refresh(): Promise<ReadonlyMap<string, Queue>>;
  close(): Promise<void>;
}

export function openQueueViews(redis: Redis, prefix: string): QueueViews {
  const views = new Map<string, Queue>();

  return {
    refresh: async () => {
      const names = new Set<string>();
      const meta = /^(.*):meta$/;
      for await (const keys of redis.scanStream({ match: `${prefix}:*:meta`, count: scanCount })) {
        for (const key of keys as string[]) {
          const name = meta.exec(key.slice(prefix.length + 1))?.[1];
          if (name !== undefined) names.add(name);
        }
      }
      for (const name of names) if (!views.has(name)) views.set(name, openWatchedQueue(redis, prefix, name));
      return new Map([...views].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    close: async () => {
      await Promise.all([...views.values()].map((queue) => queue.close()));
    },
  };
}
