/** feed: a small window of jobs in a real queue, and the commits as the only truth. */
import {
  type CommitRecord,
  limits,
  type ShardIndex,
  type ShardJob,
  shardJobSchema,
} from '@camfleet/contracts';
import { connectRedis, openShardQueue, type ShardQueue, takeShards } from '@camfleet/queue';
import { commitShard } from '@camfleet/results';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { busySeconds } from '../src/busy-seconds.js';
import { feed } from '../src/feed.js';

const redisServer = inject('redis');
const model = { name: 'feed', version: 'v' };
const signal = new AbortController().signal;
const onProgress = async () => {};

const indexOf = (shards: number): ShardIndex => ({
  rows: shards * 4,
  shardRows: 4,
  wanted: 0,
  source: {},
  shards: Array.from({ length: shards }, (_, i) => ({ block: 0, offset: i * 100, bytes: 100, rows: 4 })),
});
const recordOf = (shard: number): CommitRecord => ({
  shard,
  attempt: `a-${shard}`,
  worker: 'w',
  parts: [{ key: `${shard}`, sha256: 'x', bytes: 1, rows: 4 }],
  counts: { ok: 4, failed: 0, skipped: 0 },
  failures: {},
  warnings: {},
  evaluation: { images: 4 },
  timings: {
    startedAt: new Date(shard * 1_000).toISOString(),
    seconds: 1.5,
    paddedImages: 0,
    fetchedBytes: 0,
  },
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function queueFor(run: string) {
  const redis = await connectRedis(redisServer!.url);
  closing.push(async () => redis.disconnect());
  const prefix = `{feed-${run}}`;
  const queue = await openShardQueue(redis, prefix, model, 'localise');
  closing.push(() => queue.close());
  return { redis, prefix, queue };
}

/** A queue that notes what is put into it. */
function noted(queue: ShardQueue): { queue: ShardQueue; added: ShardJob[] } {
  const added: ShardJob[] = [];
  return {
    added,
    queue: {
      ...queue,
      add: async (jobs) => {
        added.push(...jobs);
      },
    },
  };
}

describe.skipIf(redisServer === null)('feed', () => {
  it('keeps a window of small jobs in Redis, whatever the size of the run (invariant 4)', async () => {
    const { redis, prefix, queue } = await queueFor('window');
    const stop = new AbortController();
    const firstProgress = new Promise<void>((resolve) => {
      const added = { ...queue, add: async (jobs: readonly ShardJob[]) => queue.add(jobs).then(resolve) };
      feed('window', indexOf(5_000), { store: memoryStore(), queue: added, onProgress }, stop.signal).catch(
        () => {},
      );
    });
    await firstProgress;
    const jobs = await redis.keys(`${prefix}:*:window.*`);
    expect(jobs).toHaveLength(limits.jobsInQueueMax);
    for (const job of jobs)
      expect((await redis.hget(job, 'data'))!.length).toBeLessThan(limits.jobPayloadBytes);
    stop.abort(new Error('enough'));
  });

  it('sums every commit once, whoever made it, and takes up what was there before', async () => {
    const { redis, prefix, queue } = await queueFor('sums');
    const store = memoryStore();
    for (const shard of [0, 3, 7]) await commitShard(store, 'sums', recordOf(shard));
    let resumed = 0;
    const taken: number[] = [];
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 3, onTrouble: () => {} },
      async ({ job }) => {
        taken.push(job.shard);
        await commitShard(store, 'sums', recordOf(job.shard));
      },
    );
    closing.push(() => taker.stop(0));
    const { totals, intervals } = await feed(
      'sums',
      indexOf(200),
      {
        store,
        queue,
        onProgress: async (_, rows) => {
          resumed = rows;
        },
      },
      signal,
    );
    expect(resumed).toBe(12);
    expect(totals).toMatchObject({
      shards: 200,
      counts: { ok: 800, failed: 0, skipped: 0 },
      evaluation: { images: 800 },
    });
    // Committed shards are not computed again (invariant 3).
    expect(taken.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, i) => i).filter((shard) => ![0, 3, 7].includes(shard)),
    );
    expect(busySeconds(intervals)).toBeCloseTo(200.5);
  });

  it('finds commits that no event told of', async () => {
    const { queue } = await queueFor('silent');
    const store = memoryStore();
    const { queue: silent, added } = noted(queue);
    const fed = feed(
      'silent',
      indexOf(3),
      { store, queue: { ...silent, watch: () => {} }, onProgress },
      signal,
    );
    for (const shard of [0, 1, 2]) await commitShard(store, 'silent', recordOf(shard));
    expect((await fed).totals.shards).toBe(3);
    expect(added.every((job) => shardJobSchema.safeParse(job).success)).toBe(true);
  });

  it('fails the run when a shard is given up, and takes it up again afterwards', async () => {
    const { redis, prefix, queue } = await queueFor('given-up');
    const store = memoryStore();
    let broken = true;
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble: () => {} },
      async ({ job }) => {
        if (broken) throw new Error('the network is broken');
        await commitShard(store, 'given-up', recordOf(job.shard));
      },
    );
    closing.push(() => taker.stop(0));
    await expect(feed('given-up', indexOf(1), { store, queue, onProgress }, signal)).rejects.toMatchObject({
      code: 'run-failed',
      message: expect.stringContaining('the network is broken'),
    });
    broken = false;
    expect((await feed('given-up', indexOf(1), { store, queue, onProgress }, signal)).totals.shards).toBe(1);
  });
});

describe('busySeconds', () => {
  it('counts overlaps once and pauses not at all', () => {
    expect(busySeconds([])).toBe(0);
    expect(
      busySeconds([
        [0, 2_000],
        [1_000, 3_000],
        [1_500, 1_600],
        [10_000, 10_500],
      ]),
    ).toBe(3.5);
  });
});
