/** A queue to look at. */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** Opening it writes nothing, so that a queue is not there because somebody looked. */
export function openWatchedQueue(redis: Redis, prefix: string, name: string): Queue {
  const queue = new Queue(name, { connection: redis, prefix, skipMetasUpdate: true });
  // Connection errors are taken up by reconnecting; without a listener they would end the process.
  queue.on('error', () => {});
  return queue;
}
