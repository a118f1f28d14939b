/** A worker that serves whichever model has work, in a real Redis, among models that cannot be loaded. */
import { join } from 'node:path';
import { limits, type ModelDescription, modelKeys, type ObjectStore, Problem } from '@camfleet/contracts';
import {
  connectRedis,
  type FleetSignal,
  listenToSignals,
  queueName,
  tellLoading,
  tellWork,
  viewFleet,
} from '@camfleet/queue';
import { createLogger } from '@camfleet/runtime';
import { createMetrics } from '@camfleet/runtime/create-metrics';
import { createSources, trustedAccess } from '@camfleet/sources';
import { openStore } from '@camfleet/storage';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { prepareNetwork } from '../../../test/support/prepare-network.js';
import { writeSmallModel } from '../../../test/support/small-model.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { waitUntil } from '../../../test/support/wait-until.js';
import { createMeter } from '../src/meter.js';
import { serveModels } from '../src/serve-models.js';

const server = inject('redis');
const folder = await temporaryFolder();
const store = await openStore(join(folder, 'store'));

/** A prepared model of this name in the store. */
const save = async (name: string) => prepareNetwork(store, await writeSmallModel(folder), name);

const demand = (model: ModelDescription, jobs: number) => ({ model, kind: 'localise' as const, jobs });

/** As if it were long ago that a model could not be loaded. */
function passRefusal(): void {
  const now = Date.now() + limits.modelRefusedMs;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  onTestFinished(() => void vi.restoreAllMocks());
}

/** A worker of no fixed model, until the test ends. */
async function work(prefix: string, its: ObjectStore = store) {
  const redis = await connectRedis(server!.url);
  const sources = createSources({ s3: null, access: trustedAccess });
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
  onTestFinished(async () => {
    controller.abort();
    await done;
    await ears.close();
    redis.disconnect();
    await sources.close();
  });
  return { redis, heard, serves };
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
