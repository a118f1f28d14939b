/** Who works at what, and what there is to do: copies that can be lost, since workers and producer write them anew. */
import { limits } from '@camfleet/contracts';
import type { Redis } from 'ioredis';
import { z } from 'zod';

const count = z.int().nonnegative();
const heartbeatSchema = z.object({
  /** The queue that it serves or is about to; null while it has none. */
  queue: z.string().nullable(),
  /** Since when it serves that, in ms by Redis' clock; null while it only goes there. */
  servesSince: z.number().nullable().default(null),
  /** Whether it serves this one alone. */
  isPinned: z.boolean().default(false),
  /** Queues whose models it could not load of late. */
  refuses: z.array(z.string()).default([]),
  /** Shards it works on at a time. */
  slots: count,
  /** Shards it has in hand. */
  inHand: count.default(0),
  /** Images it has brought to an outcome, or drawn anew, since it started. */
  images: count.default(0),
  /** What it can do: run a network, or only draw boxes from stored maps. */
  kind: z.enum(['localise', 'rebox']).default('localise'),
  /** By Redis' clock, in ms. */
  at: z.number(),
});
/** What a worker tells of itself. */
export type Heartbeat = z.infer<typeof heartbeatSchema>;
const workSchema = z.object({
  model: z.object({ name: z.string(), version: z.string() }),
  kind: z.enum(['localise', 'rebox']),
  jobs: count,
});
/** What one queue holds. */
export type QueuedWork = z.infer<typeof workSchema>;

const fleetKey = (prefix: string) => `${prefix}:fleet`;
const workKey = (prefix: string) => `${prefix}:work`;

export interface FleetView {
  /** Shards that all workers together can work on at a time. */
  readonly slots: number;
  /** Workers by the queue they serve. */
  readonly workers: ReadonlyMap<string, number>;
  /** Each worker's last word, by its name. */
  readonly heartbeats: ReadonlyMap<string, Heartbeat>;
}

export async function tellAlive(
  redis: Redis,
  prefix: string,
  worker: string,
  told: Omit<Heartbeat, 'at'>,
): Promise<void> {
  const heartbeat: Heartbeat = { ...told, at: await nowMs(redis) };
  await redis.hset(fleetKey(prefix), worker, JSON.stringify(heartbeat));
}

export async function tellGone(redis: Redis, prefix: string, worker: string): Promise<void> {
  await redis.hdel(fleetKey(prefix), worker);
}

/** Workers that were heard of lately; the others are forgotten. */
export async function viewFleet(redis: Redis, prefix: string): Promise<FleetView> {
  const [now, all] = await Promise.all([nowMs(redis), redis.hgetall(fleetKey(prefix))]);
  const workers = new Map<string, number>();
  const heartbeats = new Map<string, Heartbeat>();
  const gone: string[] = [];
  let slots = 0;
  for (const [worker, text] of Object.entries(all)) {
    const heartbeat = heartbeatSchema.parse(JSON.parse(text));
    if (now - heartbeat.at > limits.heartbeatTtlMs) gone.push(worker);
    else {
      heartbeats.set(worker, heartbeat);
      slots += heartbeat.slots;
      if (heartbeat.queue !== null) workers.set(heartbeat.queue, (workers.get(heartbeat.queue) ?? 0) + 1);
    }
  }
  if (gone.length > 0) await redis.hdel(fleetKey(prefix), ...gone);
  return { slots, workers, heartbeats };
}

/** Says what every queue holds; queues that are not named hold nothing. */
export async function tellWork(
  redis: Redis,
  prefix: string,
  work: ReadonlyMap<string, QueuedWork>,
): Promise<void> {
  const key = workKey(prefix);
  const transaction = redis.multi().del(key);
  for (const [queue, one] of work) transaction.hset(key, queue, JSON.stringify(one));
  await transaction.exec();
}

export async function viewWork(redis: Redis, prefix: string): Promise<Map<string, QueuedWork>> {
  const all = await redis.hgetall(workKey(prefix));
  return new Map(Object.entries(all).map(([queue, text]) => [queue, workSchema.parse(JSON.parse(text))]));
}

/** By Redis' clock, which is the same for all. */
export async function nowMs(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}
