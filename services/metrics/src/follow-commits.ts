/** Reads the commit records of one run as they come, each once: a listing never goes over what was listed before. */
import { type CommitRecord, limits, type ObjectStore } from '@camfleet/contracts';
import { listCommits, readCommit } from '@camfleet/results';
import type { LimitFunction } from 'p-limit';

export interface CommitFollower {
  /** Reads what has come since; `all` looks at every open place, once no more can come. */
  round(signal: AbortSignal, all: boolean): Promise<void>;
}

/** Places that are looked at in one round, of those that others have overtaken. */
const looksMax = 4 * limits.commitReadsMax;

/**
 * Shards are committed nearly in order: what is listed lies behind the last one listed, and those that were overtaken are asked
 * for by name, a few a round, until they are there. There are never more of them than shards at work.
 */
export function followCommits(
  store: ObjectStore,
  run: string,
  lane: LimitFunction,
  take: (record: CommitRecord) => void,
): CommitFollower {
  let last = -1;
  /** Not read so far: listed ones, and overtaken ones. In the order in which they are looked at. */
  const open = new Set<number>();

  async function look(shard: number, signal: AbortSignal): Promise<void> {
    const record = await readCommit(store, run, shard, signal);
    // A round that failed may still have been reading it.
    if (!open.delete(shard)) return;
    if (record !== null) take(record);
    // Last in the line again, so that one that never comes keeps nobody waiting.
    else open.add(shard);
  }

  return {
    round: async (signal, all) => {
      const overtaken = [...open].slice(0, all ? open.size : looksMax);
      const listed: number[] = [];
      for await (const shard of listCommits(store, run, last < 0 ? undefined : last)) {
        signal.throwIfAborted();
        for (let between = last + 1; between < shard; between++) open.add(between);
        open.add(shard);
        last = shard;
        listed.push(shard);
        // A run of a million shards that is met late must not stand in memory as a million promises.
        if (listed.length >= looksMax) {
          await Promise.all(listed.splice(0).map((one) => lane(() => look(one, signal))));
        }
      }
      await Promise.all([...listed, ...overtaken].map((one) => lane(() => look(one, signal))));
    },
  };
}
