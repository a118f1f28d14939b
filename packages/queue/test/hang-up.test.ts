/** A Redis that hangs while its connection stands: a process of its own, stopped and let go on. */
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limits } from '@camfleet/contracts';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCuttingProxy } from '../../../test/support/cutting-proxy.js';
import { findOnPath } from '../../../test/support/find-on-path.js';
import { connectRedis } from '../src/connection.js';
import { hangUpWhenSilent } from '../src/hang-up.js';
import { type RedisServer, startRedisServer } from '../src/redis-server.js';
import { openShardQueue } from '../src/shard-queue.js';
import { listenToSignals, sendSignal } from '../src/signals.js';
import { takeShards } from '../src/take-shards.js';

const isThere = findOnPath('redis-server') !== null || findOnPath('valkey-server') !== null;
const when = isThere ? '' : ' (skipped: no Redis, npm run setup)';

describe.skipIf(!isThere)(`a Redis that hangs${when}`, () => {
  let folder: string;
  let server: RedisServer;
  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'camfleet-hang-up-'));
    server = await startRedisServer({ folder });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    process.kill(server.pid, 'SIGCONT');
    for (const close of closing.splice(0).reverse()) await close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function connect(silentMs: number) {
    const redis = await connectRedis(server.url);
    closing.push(async () => redis.disconnect());
    hangUpWhenSilent(redis, silentMs);
    return redis;
  }

  it('is away as one whose connection is lost; when it goes on, so does everybody', async () => {
    const redis = await connect(600);
    const prefix = '{hang}';
    const model = { name: 'hang', version: 'v' };
    const queue = await openShardQueue(redis, prefix, model, 'localise');
    closing.push(() => queue.close());
    const ended = new Promise((resolve) => queue.watch(resolve));
    const work = new EventEmitter();
    const inHand = once(work, 'begun');
    const taker = takeShards(
      redis,
      { prefix, model, kind: 'localise', concurrency: 1, onTrouble: () => {} },
      async () => {
        const finished = once(work, 'finished');
        work.emit('begun');
        await finished;
      },
    );
    closing.push(() => taker.stop(0));
    const range = { block: 0, offset: 0, bytes: 1, rows: 1 };
    await queue.add([{ run: 'hang', shard: 0, range, wanted: 0 }]);
    await inHand;

    process.kill(server.pid, 'SIGSTOP');
    const overdue = performance.now() + 2 * limits.leaseMs + 1_000;
    const clock = vi.spyOn(performance, 'now').mockReturnValue(overdue);
    expect(taker.renewalsOverdue()).toBe(true);
    const asked = redis.get('nothing');
    await once(redis, 'close');
    expect(taker.renewalsOverdue()).toBe(false);
    // What connects anew finds nobody either: the kernel alone takes the call.
    await once(redis, 'connect');
    clock.mockReturnValue(overdue + 2 * limits.leaseMs + 1_000);
    expect(taker.renewalsOverdue()).toBe(false);
    clock.mockRestore();

    process.kill(server.pid, 'SIGCONT');
    expect(await asked).toBeNull();
    expect(redis.status).toBe('ready');
    work.emit('finished');
    expect(await ended).toEqual({ run: 'hang', shard: 0, failedReason: null });
  });

  it('is told from a process that stood still itself', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const silentMs = 60;
    const redis = await connect(silentMs);
    const closed = vi.fn();
    redis.on('close', closed);
    for (let i = 0; i < 3; i++) {
      // A question is on its way when everything stands, and its answer not read when it is looked for.
      vi.advanceTimersByTime(silentMs / 3);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * silentMs);
      vi.advanceTimersByTime(silentMs / 3);
      await redis.ping();
    }
    expect(closed).not.toHaveBeenCalled();
  });

  it('is hung up on by who listens for signals, too', async () => {
    const proxy = await startCuttingProxy(server.port);
    closing.push(() => proxy.close());
    const near = await connect(limits.redisSilentMs);
    const far = await connectRedis(proxy.origin.replace('http', 'redis'));
    closing.push(async () => far.disconnect());
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const duplicate = vi.spyOn(far, 'duplicate');
    const heard = vi.fn();
    const ears = await listenToSignals(far, '{far}', heard);
    closing.push(() => ears.close());

    const connection: Redis = duplicate.mock.results[0]!.value;
    const closed = vi.fn();
    connection.on('close', closed);
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(limits.redisSilentMs / 3);
      await connection.ping();
    }
    expect(closed).not.toHaveBeenCalled();

    proxy.silence();
    vi.advanceTimersByTime((4 / 3) * limits.redisSilentMs);
    // What is signalled while nobody listens is lost.
    const signal = async () => {
      await sendSignal(near, '{far}', { kind: 'stop', run: 'far' });
      return heard.mock.lastCall;
    };
    await expect.poll(signal, { timeout: 10_000 }).toEqual([{ kind: 'stop', run: 'far' }]);
  });
});
