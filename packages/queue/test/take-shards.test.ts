/** Leases on shards, in a real Redis: stops cost nothing, lasting trouble is not repeated. */
import { limits, Problem, type ShardJob } from '@camfleet/contracts';
import { connectRedis, openShardQueue, type ShardEnding, takeShards } from '@camfleet/queue';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { jobIdOf } from '../src/job-id.js';

const server = inject('redis');
const model = { name: 'take', version: 'v' };
const job = (run: string): ShardJob => ({
  run,
  shard: 0,
  range: { block: 0, offset: 0, bytes: 1, rows: 1 },
  wanted: 0,
});
const onTrouble = () => {};

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(run: string) {
  const redis = await connectRedis(server!.url);
  closing.push(async () => redis.disconnect());
  const prefix = `{take-${run}}`;
  const queue = await openShardQueue(redis, prefix, model, 'localise');
  closing.push(() => queue.close());
  const ended = new Promise<ShardEnding>((resolve) =>
    queue.watch((ending) => ending.run === run && resolve(ending)),
  );
  return { redis, prefix, queue, ended };
}

describe.skipIf(server === null)('takeShards', () => {
  it('hands a shard in hand back when it stops, and the next worker starts at its first attempt (invariant 10)', async () => {
    const { redis, prefix, queue, ended } = await open('stop');
    let begun = () => {};
    const inHand = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const first = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async ({ signal }) => {
        begun();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    );
    await queue.add([job('stop')]);
    await inHand;
    await first.stop(0);
    const attempts: number[] = [];
    const second = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async ({ number }) => {
        attempts.push(number);
      },
    );
    closing.push(() => second.stop(0));
    expect(await ended).toEqual({ run: 'stop', shard: 0, failedReason: null });
    expect(attempts).toEqual([1]);
  });

  it('waits for a shard in hand as long as it was told to', async () => {
    const { redis, prefix, queue, ended } = await open('grace');
    let begun = () => {};
    const inHand = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let finish = () => {};
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async () => {
        begun();
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
    );
    await queue.add([job('grace')]);
    await inHand;
    const stopped = taker.stop(20_000);
    finish();
    await stopped;
    expect(await ended).toEqual({ run: 'grace', shard: 0, failedReason: null });
  });

  it('is unwell where it stood still for longer than a lease, even if a shard ends before any renewal', async () => {
    const { redis, prefix, queue, ended } = await open('still');
    const clock = vi.spyOn(performance, 'now');
    closing.push(async () => clock.mockRestore());
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async () => {
        clock.mockReturnValue(performance.now() + 2 * limits.leaseMs);
      },
    );
    closing.push(() => taker.stop(0));
    await queue.add([job('still')]);
    expect(await ended).toEqual({ run: 'still', shard: 0, failedReason: null });
    expect(await taker.unwell).toContain('stood still');
  });

  it('gives a shard up at once where trying again does not help', async () => {
    const { redis, prefix, queue, ended } = await open('lasting');
    let tries = 0;
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async () => {
        tries += 1;
        throw new Problem('store-full', 'the disk is full');
      },
    );
    closing.push(() => taker.stop(0));
    await queue.add([job('lasting')]);
    expect(await ended).toEqual({ run: 'lasting', shard: 0, failedReason: 'the disk is full' });
    expect(tries).toBe(1);
    expect(await queue.failed(new Set(['lasting']))).toEqual([
      { run: 'lasting', shard: 0, failedReason: 'the disk is full' },
    ]);
    await queue.forgetFailed('lasting');
    expect(await queue.failed(new Set(['lasting']))).toEqual([]);
  });

  it('finds and forgets what it has given up of a run, however much failed after it', async () => {
    const { redis, prefix, queue } = await open('many');
    const shards = Array.from({ length: 1_200 }, (_, shard) => shard);
    const fail = async (run: string) => {
      const taker = takeShards(redis, { prefix, model, kind: 'localise', concurrency: 50, onTrouble }, () =>
        Promise.reject(new Problem('store-full', 'the disk is full')),
      );
      await queue.add(shards.map((shard) => ({ ...job(run), shard })));
      await expect.poll(async () => (await queue.list()).size, { timeout: 60_000 }).toBe(0);
      await taker.stop(0);
    };
    await fail('old');
    await fail('new');
    const old = await queue.failed(new Set(['old']));
    expect(old.map(({ shard }) => shard).sort((a, b) => a - b)).toEqual(shards);
    expect(old[0]).toMatchObject({ run: 'old', failedReason: 'the disk is full' });
    await queue.forgetFailed('old');
    expect(await queue.failed(new Set(['old', 'new']))).toHaveLength(1_200);
    // What is forgotten can be added again, all of it.
    await queue.add(shards.map((shard) => ({ ...job('old'), shard })));
    expect((await queue.list()).get('old')).toHaveLength(1_200);
  });

  it('tries a shard again that failed, and tells the last attempt', async () => {
    const { redis, prefix, queue, ended } = await open('again');
    const attempts: [number, boolean][] = [];
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async ({ number, last }) => {
        attempts.push([number, last]);
        throw new Error('passing');
      },
    );
    closing.push(() => taker.stop(0));
    await queue.add([job('again')]);
    expect(await ended).toEqual({ run: 'again', shard: 0, failedReason: 'passing' });
    expect(attempts).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
    ]);
  });

  it('gives a shard back while the store does not answer, which costs no attempt', async () => {
    const { redis, prefix, queue, ended } = await open('away');
    const attempts: number[] = [];
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async ({ number }) => {
        attempts.push(number);
        if (attempts.length < 3) throw new Problem('store-unreachable', 'nobody answers');
      },
    );
    closing.push(() => taker.stop(0));
    await queue.add([job('away')]);
    expect(await ended).toEqual({ run: 'away', shard: 0, failedReason: null });
    expect(attempts).toEqual([1, 1, 1]);
  });

  it('hands a shard back where the store refuses this worker, takes no more, and says why', async () => {
    const { redis, prefix, queue, ended } = await open('denied');
    let denials = 0;
    const denied = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async () => {
        denials += 1;
        throw new Problem('store-denied', 'the keys are refused');
      },
    );
    closing.push(() => denied.stop(0));
    await queue.add([job('denied'), { ...job('denied'), shard: 1 }]);
    expect(await denied.unwell).toBe('the keys are refused');
    await denied.stop(0);
    expect(denials).toBe(1);
    const attempts: number[] = [];
    const other = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async ({ number }) => {
        attempts.push(number);
      },
    );
    closing.push(() => other.stop(0));
    expect(await ended).toMatchObject({ failedReason: null });
    await expect.poll(async () => (await queue.list()).size).toBe(0);
    expect(attempts).toEqual([1, 1]);
  });

  it('gives a shard up that the store has refused to as many workers as may try', async () => {
    const { redis, prefix, queue, ended } = await open('refused');
    await queue.add([job('refused')]);
    let starts = 0;
    for (let worker = 0; worker < limits.deniedStartsMax; worker += 1) {
      const taker = takeShards(
        redis,
        { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
        async () => {
          starts += 1;
          throw new Problem('store-denied', 'the keys are refused');
        },
      );
      await Promise.race([taker.unwell, ended]);
      await taker.stop(0);
    }
    expect(await ended).toMatchObject({ failedReason: 'the keys are refused' });
    expect(starts).toBe(limits.deniedStartsMax);
  });

  it('abandons what it has of a cancelled run, and takes nothing more of it', async () => {
    const { redis, prefix, queue, ended } = await open('cancelled');
    let begun = () => {};
    const inHand = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let taken = 0;
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async ({ signal }) => {
        taken += 1;
        begun();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    );
    closing.push(() => taker.stop(0));
    await queue.add([job('cancelled')]);
    await inHand;
    taker.abandon('cancelled');
    expect(await ended).toEqual({ run: 'cancelled', shard: 0, failedReason: null });
    await queue.add([{ ...job('cancelled'), shard: 1 }]);
    await expect.poll(async () => (await queue.list()).size).toBe(0);
    expect(taken).toBe(1);
  });

  it('tells of a lease that ran out, and runs its shard again', async () => {
    const { redis, prefix, queue, ended } = await open('stalled');
    let stalls = 0;
    queue.watch(
      () => {},
      () => {
        stalls += 1;
      },
    );
    const lost: number[] = [];
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async ({ leasesLost, signal }) => {
        lost.push(leasesLost);
        if (lost.length > 1) return;
        // As if nobody had renewed it for fifteen seconds.
        await redis.del(`${prefix}:${queue.name}:${jobIdOf('stalled', 0)}:lock`);
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    );
    closing.push(() => taker.stop(0));
    await queue.add([job('stalled')]);
    expect(await taker.unwell).toContain('lease');
    expect(await ended).toEqual({ run: 'stalled', shard: 0, failedReason: null });
    expect(lost).toEqual([0, 1]);
    expect(stalls).toBe(1);
  });

  it('lists everything that stands in the queue, and takes out what nobody works at', async () => {
    const { redis, prefix, queue } = await open('list');
    const shards = Array.from({ length: 40 }, (_, shard) => shard);
    await queue.add(shards.map((shard) => ({ ...job('list'), shard })));
    let begun = () => {};
    const inHand = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble },
      async ({ signal }) => {
        begun();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    );
    closing.push(() => taker.stop(0));
    await inHand;
    const listed = (await queue.list()).get('list')!;
    expect(listed.toSorted((a, b) => a - b)).toEqual(shards);
    expect(await queue.remove('list', [0, 1, 2])).toEqual([0]);
    expect((await queue.list()).get('list')).toHaveLength(38);
  });
});
