/** The worker's process: takes shards of one model until it is told to stop. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { shareCores } from '@camfleet/inference';
import { connectRedis, queuePrefix } from '@camfleet/queue';
import { runService, s3Settings, sourceSettings, tellParent } from '@camfleet/runtime';
import { accessOf, createSources } from '@camfleet/sources';
import { openStore, s3ObjectReader } from '@camfleet/storage';
import { workerConfigSchema } from './config.js';
import { startWorker } from './start-worker.js';

await runService('worker', process.env, workerConfigSchema, async ({ config, log, closer, signal }) => {
  const s3 = s3Settings(config);
  const store = closer.add(await openStore(config.STORE, { s3 }));
  const access = accessOf(sourceSettings(config));
  const sources = closer.add(createSources({ s3: s3ObjectReader(s3), access }));
  const redis = await connectRedis(config.REDIS_URL);
  closer.add({ close: async () => redis.disconnect() });
  const share = shareCores(availableParallelism(), config.PROVIDER);
  const { taker, died, usage } = await startWorker(
    {
      model: config.MODEL,
      provider: config.PROVIDER === 'none' ? null : config.PROVIDER,
      batchSize: config.BATCH_SIZE,
      lanes: config.INFERENCE_LANES ?? share.lanes,
      threads: config.INFERENCE_THREADS ?? share.threads,
      decoders: config.DECODE_THREADS ?? share.decoders,
    },
    { store, sources, redis, prefix: queuePrefix(store.address), log, closer },
  );
  tellParent({ kind: 'ready' });
  const eventLoop = monitorEventLoopDelay({ resolution: 5 });
  eventLoop.enable();

  const stopped = signal.aborted ? Promise.resolve(null) : once(signal, 'abort').then(() => null);
  const reason = await Promise.race([stopped, died]);
  await taker.stop(reason === null ? config.STOP_GRACE_MS : 0);
  const { busyMs, spanMs } = usage();
  const eventLoopP99Ms = eventLoop.percentile(99) / 1e6;
  log.info({ busyMs, spanMs, eventLoopP99Ms }, 'worker stopped');
  if (reason !== null) throw reason;
});
