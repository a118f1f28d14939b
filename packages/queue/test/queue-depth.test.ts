/** What is seen of a queue from outside, in a real Redis; and of the leases in hand, from inside. */
import { limits, type ShardJob } from '@camfleet/contracts';
import {
  connectRedis,
  openDepthGauge,
  openQueueViews,
  openShardQueue,
  queueName,
  takeShards,
} from '@camfleet/queue';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';

const server = inject('redis');
const model = { name: 'depth', version: 'v' };
const job = (shard: number): ShardJob => ({
  run: 'depth',
  shard,
  range: { block: 0, offset: 0, bytes: 1, rows: 1 },
  wanted: 0,
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0).reverse()) await close();
});

describe.skipIf(server === null)('a queue that is watched', () => {
  it('tells how many wait and are at work, since when, and whether leases are renewed', async () => {
    const redis = await connectRedis(server!.url);
    closing.push(async () => redis.disconnect());
    const prefix = `{depth-${process.pid}}`;
    const queue = await openShardQueue(redis, prefix, model, 'localise');
    closing.push(() => queue.close());
    const gauge = openDepthGauge(redis, prefix, queueName(model, 'localise'));
    closing.push(() => gauge.close());
    const none = {
      waiting: 0,
      active: 0,
      delayed: 0,
      failed: 0,
      oldestWaitingSeconds: 0,
      oldestActiveSeconds: 0,
    };
    expect(await gauge.read()).toEqual({ ...none, paused: false });

    await queue.add([job(0), job(1), job(2)]);
    const waiting = await gauge.read();
    expect(waiting).toMatchObject({ waiting: 3, active: 0 });
    expect(waiting.oldestWaitingSeconds).toBeLessThan(30);

    const { promise: inHand, resolve: begun } = deferred();
    const { promise: finished, resolve: finish } = deferred();
    const onTrouble = () => {};
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async () => {
        begun();
        await finished;
      },
    );
    closing.push(() => taker.stop(20_000));
    await inHand;
    expect(await gauge.read()).toMatchObject({ waiting: 2, active: 1 });
    expect(taker.inHand()).toBe(1);
    expect(taker.renewalsOverdue()).toBe(false);
    const now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 2 * limits.leaseMs + 1_000);
    expect(taker.renewalsOverdue()).toBe(true);
    clock.mockRestore();
    finish();
  });

  it('is left as it is by whoever looks', async () => {
    const redis = await connectRedis(server!.url);
    closing.push(async () => redis.disconnect());
    const prefix = `{views-${process.pid}}`;
    const queue = await openShardQueue(redis, prefix, model, 'localise');
    closing.push(() => queue.close());
    await queue.add([job(0)]);
    const meta = () => redis.hgetall(`${prefix}:${queue.name}:meta`);
    const before = await meta();
    expect(before).toMatchObject({ 'opts.maxLenEvents': '1000' });
    const views = openQueueViews(redis, prefix);
    closing.push(() => views.close());
    const view = (await views.refresh()).get(queue.name)!;
    await view.waitUntilReady();
    expect(await view.getWaitingCount()).toBe(1);
    expect(await meta()).toEqual(before);
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
