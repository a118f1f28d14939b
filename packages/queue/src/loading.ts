/** Who loads a model: whoever is gone and never told of its end was most likely ended by it, for want of memory. */
import { limits } from '@camfleet/contracts';
import type { Redis } from 'ioredis';
import { viewFleet } from './fleet.js';

const loadingKey = (prefix: string, queue: string) => `${prefix}:loading:${queue}`;

/**
 * Notes that this worker, which lives by a name of its own, loads the model of a queue; returns how many are gone over it. With
 * `enough` of them it is not to be loaded, and nothing is noted, so that the notes end some time after the last that tried.
 */
export async function tellLoading(
  redis: Redis,
  prefix: string,
  queue: string,
  worker: string,
  enough: number,
): Promise<number> {
  const key = loadingKey(prefix, queue);
  const [noted, { heartbeats }] = await Promise.all([redis.smembers(key), viewFleet(redis, prefix)]);
  const gone = noted.filter((one) => !heartbeats.has(one)).length;
  if (gone < enough) await redis.multi().sadd(key, worker).pexpire(key, limits.loadNotesMs).exec();
  return gone;
}

/** This worker has seen the end of it, or stops: nothing is said about the others. */
export async function withdrawLoading(
  redis: Redis,
  prefix: string,
  queue: string,
  worker: string,
): Promise<void> {
  await redis.srem(loadingKey(prefix, queue), worker);
}

/** Somebody has loaded it: what became of others before says nothing any more. */
export async function forgetLoading(redis: Redis, prefix: string, queue: string): Promise<void> {
  await redis.del(loadingKey(prefix, queue));
}
