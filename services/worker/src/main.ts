/** The worker's process: takes shards until it is told to stop. */
import { randomBytes } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import { shareCores } from '@camfleet/inference';
import { connectRedis, queuePrefix } from '@camfleet/queue';
import { openPicture } from '@camfleet/results';
import {
  countS3Requests,
  letHeapsGrow,
  runService,
  s3Settings,
  serveProbes,
  sourceSettings,
  tellParent,
  watchEventLoop,
} from '@camfleet/runtime';
import { accessOf, createSources } from '@camfleet/sources';
import { openStore, s3ObjectReader } from '@camfleet/storage';
import { workerConfigSchema } from './config.js';
import { openModel } from './engage.js';
import { memoryBytesMax } from './memory-bytes-max.js';
import { createMeter } from './meter.js';
import { serveModels, type WorkerVitals } from './serve-models.js';
import { serveProbe } from './serve-probe.js';
import { probeStarter } from './start-probe.js';

letHeapsGrow();

await runService('worker', process.env, workerConfigSchema, async (context) => {
  const { config, log, closer, metrics, signal } = context;
  const s3Of = (whose: 'store' | 'sources') => s3Settings(config, countS3Requests(metrics, whose));
  const store = closer.add(await openStore(config.STORE, { s3: s3Of('store') }));
  const access = accessOf(sourceSettings(config));
  const sources = closer.add(
    createSources({
      s3: s3ObjectReader(s3Of('sources')),
      openPicture: (id, name, signal) => openPicture(store, id, name, signal),
      access,
    }),
  );
  const share = shareCores(availableParallelism(), config.PROVIDER);
  const settings = {
    provider: config.PROVIDER === 'none' ? null : config.PROVIDER,
    batchSize: config.BATCH_SIZE,
    lanes: config.INFERENCE_LANES ?? share.lanes,
    threads: config.INFERENCE_THREADS ?? share.threads,
    decoders: config.DECODE_THREADS ?? share.decoders,
  };
  const fault = config.FAULT_CRASH_URI ?? null;
  const probeOf = (model: string) => probeStarter(process.env, model);
  // A container that is started anew has the same host and number: who died must not look alive for it.
  const worker = `${hostname()}-${randomBytes(2).toString('hex')}-${process.pid}`;
  const meter = createMeter(metrics);

  if (config.PROBE !== undefined) {
    const model = config.MODEL!;
    const probe = { ...settings, model, lanes: 1, decoders: 1, batchSize: 1 };
    const opened = await openModel(probe, {
      store,
      sources,
      log,
      worker,
      meter,
      fault,
      probe: probeOf(model),
    });
    closer.add(opened);
    await serveProbe(opened.shard, signal);
    return;
  }

  const redis = await connectRedis(config.REDIS_URL);
  closer.add({ close: async () => redis.disconnect() });
  const vitals: WorkerVitals = { hasStarted: false, renewalsOverdue: () => false };
  await serveProbes(config, context, {
    started: () => (vitals.hasStarted ? null : 'the model is not loaded yet'),
    alive: () =>
      vitals.renewalsOverdue() ? 'leases in hand are not renewed, although Redis is there' : null,
    ready: async () => ((await redis.ping()) === 'PONG' ? null : 'Redis does not answer'),
  });
  const eventLoop = closer.add(watchEventLoop());
  try {
    await serveModels(
      {
        ...settings,
        model: config.MODEL ?? null,
        stopGraceMs: config.STOP_GRACE_MS,
        memoryBytesMax: memoryBytesMax(config.MEMORY_MB_MAX),
      },
      {
        store,
        sources,
        redis,
        prefix: queuePrefix(store.address),
        log,
        worker,
        meter,
        metrics,
        vitals,
        fault,
        probeOf,
        onReady: () => tellParent({ kind: 'ready' }),
      },
      signal,
    );
  } finally {
    log.info({ eventLoopP99Ms: eventLoop.percentile(99) }, 'worker stopped');
  }
});
