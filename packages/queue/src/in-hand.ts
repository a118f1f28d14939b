/** How far the shards at work are, for whoever watches between two commits: a copy that can be lost. */
import type { Redis } from 'ioredis';

/** What nobody tells of any more is forgotten after this long, in seconds. */
const ttlSeconds = 60;
/** Time between two words about a shard, in ms. */
const tellEveryMs = 500;

const inHandKey = (prefix: string, run: string) => `${prefix}:in-hand:${run}`;

export interface InHand {
  /** One more row is done. */
  rowDone(): void;
  /** The attempt is over: its rows count as committed, or not at all. */
  end(): void;
}

/** Never waits, and never fails: while Redis is away there is nobody to tell. */
export function tellInHand(redis: Redis, prefix: string, run: string, shard: number): InHand {
  const key = inHandKey(prefix, run);
  let rows = 0;
  let toldAt = 0;
  let telling: Promise<void> | null = null;
  let isOver = false;
  const tell = async () => {
    try {
      await redis.multi().hset(key, shard, rows).expire(key, ttlSeconds).exec();
    } finally {
      telling = null;
    }
  };
  return {
    rowDone: () => {
      rows += 1;
      if (telling !== null || isOver || Date.now() - toldAt < tellEveryMs) return;
      toldAt = Date.now();
      telling = tell().catch(() => {});
    },
    end: () => {
      isOver = true;
      // One connection keeps the order: what is under way comes before.
      if (toldAt > 0) redis.hdel(key, String(shard)).catch(() => {});
    },
  };
}

/** Rows that are done of the run's shards at work. */
export async function readInHand(redis: Redis, prefix: string, run: string): Promise<number> {
  const values = await redis.hvals(inHandKey(prefix, run));
  return values.reduce((sum, value) => sum + Number(value), 0);
}
