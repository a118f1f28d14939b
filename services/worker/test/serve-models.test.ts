/** A worker that serves whichever model has work, in a real Redis, among models that cannot be loaded. */
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import {
  limits,
  type ModelDescription,
  modelKeys,
  type ObjectStore,
  Problem,
  runKeys,
} from '@camfleet/contracts';
import {
  connectRedis,
  type FleetSignal,
  listenToSignals,
  openShardQueue,
  queueName,
  sendSignal,
  tellLoading,
  tellWork,
  viewFleet,
} from '@camfleet/queue';
import { createRun } from '@camfleet/results';
import { createLogger } from '@camfleet/runtime';
import { createMetrics } from '@camfleet/runtime/create-metrics';
import { createSources, type Sources, trustedAccess } from '@camfleet/sources';
import { openStore } from '@camfleet/storage';
import sharp from 'sharp';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { jobIdOf } from '../../../packages/queue/src/job-id.js';
import { prepareNetwork } from '../../../test/support/prepare-network.js';
import { runRequest } from '../../../test/support/run-request.js';
import { writeSmallModel } from '../../../test/support/small-model.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { waitUntil } from '../../../test/support/wait-until.js';
import { createMeter } from '../src/meter.js';
import { serveModels } from '../src/serve-models.js';

const server = inject('redis');
const folder = await temporaryFolder();
const store = await openStore(join(folder, 'store'));
const picture = await sharp({ create: { width: 10, height: 10, channels: 3, background: 'red' } })
  .png()
  .toBuffer();

/** A prepared model of this name in the store. */
const save = async (name: string) => prepareNetwork(store, await writeSmallModel(folder), name);

const demand = (model: ModelDescription, jobs: number) => ({ model, kind: 'localise' as const, jobs });

/** As if it were long ago that a model could not be loaded. */
function passRefusal(): void {
  const now = Date.now() + limits.modelRefusedMs;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  onTestFinished(() => void vi.restoreAllMocks());
}

/** A worker of no fixed model, until the test ends or stops it. */
async function work(prefix: string, its: ObjectStore = store, open?: Sources['open']) {
  const redis = await connectRedis(server!.url);
  const own = createSources({ s3: null, access: trustedAccess });
  const sources = open === undefined ? own : { ...own, open };
  const heard: FleetSignal[] = [];
  const ears = await listenToSignals(redis, prefix, (signal) => heard.push(signal));
  const controller = new AbortController();
  const metrics = createMetrics('worker');
  const done = serveModels(
    {
      model: null,
      provider: 'cpu',
      batchSize: 1,
      lanes: 2,
      threads: 1,
      decoders: 1,
      stopGraceMs: 0,
      memoryBytesMax: Number.POSITIVE_INFINITY,
    },
    {
      store: its,
      sources,
      redis,
      prefix,
      metrics,
      meter: createMeter(metrics),
      log: createLogger('worker', 'silent'),
      worker: 'w',
      fault: null,
      vitals: { hasStarted: false, renewalsOverdue: () => false },
      probeOf: () => () => Promise.reject(new Error('no shard here is suspect')),
      onReady: () => {},
    },
    controller.signal,
  );
  let loads = 0;
  const serves = async (queue: string) => {
    loads += 1;
    const isServed = async () => {
      const told = (await viewFleet(redis, prefix)).heartbeats.get('w');
      return told?.queue === queue && told.servesSince !== null;
    };
    const look = async () =>
      (await isServed()) &&
      new RegExp(`^camfleet_model_loads_total.* ${loads}$`, 'm').test(await metrics.render());
    // What ends the worker ends the wait.
    await Promise.race([waitUntil(`a worker of ${queue}`, look), done]);
  };
  const stop = async () => {
    controller.abort();
    await done;
  };
  onTestFinished(async () => {
    await stop().catch(() => {});
    await ears.close();
    redis.disconnect();
    await sources.close();
  });
  return { redis, heard, metrics, serves, stop, done };
}

/** A worker with a shard in hand whose picture, the first that is asked for, never comes. */
async function workAtSlowShard(prefix: string) {
  const model = await save('slow');
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let asked = 0;
  const worker = await work(prefix, store, async (_uri, _base, signal) => {
    if (asked++ > 0) return picture;
    begin();
    return new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
  });
  const queue = await openShardQueue(worker.redis, prefix, model, 'localise');
  onTestFinished(() => queue.close());
  const { name, version, digest, topK, classes } = model;
  const run = prefix.slice(1, -1);
  await createRun(store, runRequest(run, { model: { name, version, digest, topK, classes } }));
  const block = Buffer.from('{"index":0,"uri":"a.png","id":"a"}\n');
  await store.put(runKeys(run).block(0), block);
  const jobOf = (shard: number) => {
    const range = { block: 0, offset: 0, bytes: block.length, rows: 1 };
    return { run, shard, range, wanted: 0 };
  };
  await tellWork(worker.redis, prefix, new Map([[queue.name, demand(model, 1)]]));
  await worker.serves(queue.name);
  await queue.add([jobOf(0)]);
  await begun;
  const attemptsOf = async (shard: number) =>
    await worker.redis.hget(`${prefix}:${queue.name}:${jobIdOf(run, shard)}`, 'atm');
  return { ...worker, run, queue, jobOf, attemptsOf };
}

it.skipIf(server === null)(
  'passes over a model that cannot be loaded, tells of it, and tries it again later',
  async () => {
    const [good, broken] = [await save('good'), await save('broken')];
    const graph = modelKeys(broken.name, broken.version).graph;
    const whole = (await store.get(graph))!;
    await store.put(graph, whole.subarray(0, 100));
    const [goodQueue, brokenQueue] = [queueName(good, 'localise'), queueName(broken, 'localise')];
    const prefix = '{serve-models}';
    const { redis, heard, serves } = await work(prefix);
    await tellWork(
      redis,
      prefix,
      new Map([
        [brokenQueue, demand(broken, 100)],
        [goodQueue, demand(good, 1)],
      ]),
    );
    await serves(goodQueue);
    expect(heard).toEqual([
      {
        kind: 'refused',
        queue: brokenQueue,
        reason: expect.stringContaining('is not the one that was saved'),
      },
    ]);
    await store.put(graph, whole);
    await tellWork(redis, prefix, new Map([[brokenQueue, demand(broken, 100)]]));
    passRefusal();
    await serves(brokenQueue);
  },
);

it.skipIf(server === null)(
  'passes over a model over which workers have ended, until that is long ago, or somebody has loaded it',
  async () => {
    const [good, large] = [await save('good'), await save('large')];
    const [goodQueue, largeQueue] = [queueName(good, 'localise'), queueName(large, 'localise')];
    const prefix = '{serve-large}';
    const { redis, heard, serves } = await work(prefix);
    const gone = ['one', 'another', 'third'];
    for (const worker of gone) await tellLoading(redis, prefix, largeQueue, worker, 4);
    const queued = new Map([
      [largeQueue, demand(large, 100)],
      [goodQueue, demand(good, 1)],
    ]);
    await tellWork(redis, prefix, queued);
    await serves(goodQueue);
    expect(heard).toEqual([
      {
        kind: 'refused',
        queue: largeQueue,
        reason: '3 workers ended while they loaded it: give workers more memory',
      },
    ]);
    // What it knows the next worker knows as well, but not for ever.
    const notes = `${prefix}:loading:${largeQueue}`;
    expect((await redis.smembers(notes)).sort()).toEqual(gone.toSorted());
    expect(await redis.pttl(notes)).toBeGreaterThan(0);
    await redis.srem(notes, 'third');
    await tellWork(redis, prefix, new Map([[largeQueue, demand(large, 100)]]));
    passRefusal();
    await serves(largeQueue);
    await waitUntil('its notes are gone', async () => (await redis.keys(`${prefix}:loading:*`)).length === 0);
  },
);

it.skipIf(server === null)('loads a model once its store answers, and blames nobody', async () => {
  const model = await save('good');
  const queue = queueName(model, 'localise');
  const prefix = '{serve-away}';
  let turnedAway = 0;
  let noted: string[] = [];
  const away: ObjectStore = {
    ...store,
    get: async (key) => {
      if (turnedAway++ === 0) throw new Problem('store-unreachable', 'nobody answers');
      if (noted.length === 0) noted = await redis.smembers(`${prefix}:loading:${queue}`);
      return await store.get(key);
    },
  };
  const { redis, heard, serves } = await work(prefix, away);
  await tellLoading(redis, prefix, queue, 'gone', 1);
  await tellWork(redis, prefix, new Map([[queue, demand(model, 1)]]));
  await serves(queue);
  expect(turnedAway).toBeGreaterThan(1);
  // Nor does it clear anybody.
  expect(noted.sort()).toEqual(['gone', 'w']);
  expect(heard).toEqual([]);
});

/** A worker in the middle of a swap: the shard in hand is waited for. */
async function workAtSwap(prefix: string) {
  const worker = await workAtSlowShard(prefix);
  const { redis } = worker;
  const next = await save('next');
  const nextQueue = queueName(next, 'localise');
  await tellWork(redis, prefix, new Map([[nextQueue, demand(next, 1)]]));
  const isLeaving = async () => (await viewFleet(redis, prefix)).heartbeats.get('w')?.queue === nextQueue;
  await waitUntil('a worker that leaves its model', isLeaving);
  return { ...worker, nextQueue };
}

/** Less than a swap waits. */
const soon = { timeout: limits.swapGraceMs / 2 };

it.skipIf(server === null)('hands back in its grace time when it is stopped in a swap', soon, async () => {
  const { queue, run, metrics, stop, attemptsOf } = await workAtSwap('{serve-stopped}');
  await stop();
  expect((await queue.list()).get(run)).toEqual([0]);
  expect(await attemptsOf(0)).toBeNull();
  // The next model is not begun.
  expect(await metrics.render()).toMatch(/^camfleet_model_loads_total.* 1$/m);
});

it.skipIf(server === null)('hears a cancel in a swap', soon, async () => {
  const prefix = '{serve-cancelled}';
  const { redis, queue, run, serves, nextQueue } = await workAtSwap(prefix);
  await sendSignal(redis, prefix, { kind: 'stop', run });
  await serves(nextQueue);
  expect((await queue.list()).size).toBe(0);
});

it.skipIf(server === null)('takes nothing more once its network has died', async () => {
  const threads: Worker[] = [];
  const see = (thread: Worker) => threads.push(thread);
  process.on('worker', see);
  onTestFinished(() => void process.off('worker', see));
  const { queue, jobOf, run, attemptsOf, done } = await workAtSlowShard('{serve-dead}');
  const ended = expect(done).rejects.toThrow('the inference thread ended');
  // The network's are the first.
  await threads[0]!.terminate();
  await queue.add([1, 2, 3, 4, 5].map(jobOf));
  await ended;
  expect((await queue.list()).get(run)).toHaveLength(6);
  const attempts = await Promise.all([1, 2, 3, 4, 5].map(attemptsOf));
  expect(attempts).toEqual([null, null, null, null, null]);
});
