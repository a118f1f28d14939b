/** Who loads a model: whoever is gone and never told of its end was most likely ended by it, for want of memory. */
import { limits } from '@camfleet/contracts';
import type { Redis } from 'ioredis';
import { viewFleet } from './fleet.js';

const loadingKey = (prefix: string, queue: string) => `${prefix}:loading:${queue}`;

/** Notes that this worker, which lives by a name of its own, loads the model of a queue; returns how many are gone over it. */
export async function tellLoading(
  redis: Redis,
  prefix: string,
  queue: string,
  worker: string,
): Promise<number> {
  const key = loadingKey(prefix, queue);
  const [noted, { heartbeats }] = await Promise.all([redis.smembers(key), viewFleet(redis, prefix)]);
  await redis.multi().sadd(key, worker).pexpire(key, limits.loadNotesMs).exec();
  return noted.filter((one) => !heartbeats.has(one)).length;
}

/** Somebody has lived to see the end of it: what became of others before says nothing any more. */
export async function forgetLoading(redis: Redis, prefix: string, queue: string): Promise<void> {
  await redis.del(loadingKey(prefix, queue));
}
