/** What Redis knows of a run: how far it is, and whether somebody looks after it. */
import type { RunProgress } from '@camfleet/contracts';
import type { Redis } from 'ioredis';
import { readInHand } from './in-hand.js';
import { leaderKey } from './leadership.js';
import { readProgress } from './run-progress.js';

export interface LiveRun {
  /** What was last told of it; old where nobody looks after it any more. */
  readonly progress: RunProgress | null;
  /** Whether a producer holds the right to feed it. */
  readonly attended: boolean;
  /** Rows that are done of shards that are not committed yet. */
  readonly inHand: number;
}

export async function readLive(redis: Redis, prefix: string, run: string): Promise<LiveRun> {
  const [progress, leaders, inHand] = await Promise.all([
    readProgress(redis, prefix, run),
    redis.exists(leaderKey(prefix, null), leaderKey(prefix, run)),
    readInHand(redis, prefix, run),
  ]);
  return { progress, attended: leaders > 0, inHand };
}
