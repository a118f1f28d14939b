/** The producer's process: looks after one run until it is complete. */
import { connectRedis, openShardQueue, publishProgress, queuePrefix } from '@camfleet/queue';
import { runService, s3Settings, sourceSettings, tellParent } from '@camfleet/runtime';
import { accessOf, createSources } from '@camfleet/sources';
import { openStore, s3ObjectReader } from '@camfleet/storage';
import { producerConfigSchema } from './config.js';
import { produceRun } from './produce-run.js';

await runService('producer', process.env, producerConfigSchema, async ({ config, log, closer, signal }) => {
  const s3 = s3Settings(config);
  const store = closer.add(await openStore(config.STORE, { s3 }));
  const access = accessOf(sourceSettings(config));
  const sources = closer.add(createSources({ s3: s3ObjectReader(s3), access }));
  const redis = await connectRedis(config.REDIS_URL);
  closer.add({ close: async () => redis.disconnect() });
  const prefix = queuePrefix(store.address);
  const summary = await produceRun(
    config.RUN,
    {
      store,
      sources,
      slots: config.WORKER_SLOTS,
      openQueue: (model, kind) => openShardQueue(redis, prefix, model, kind),
      publish: (progress) => publishProgress(redis, prefix, progress),
      onState: (state) => log.info({ run: config.RUN }, state),
    },
    signal,
  );
  tellParent({ kind: 'done' });
  log.info({ run: summary.run, images: summary.images }, 'run complete');
});
