/** The producer's process: looks after one run until it ends, or after all that are open until it is stopped. */
import { hostname } from 'node:os';
import {
  connectRedis,
  listenToSignals,
  openShardQueue,
  publishProgress,
  queuePrefix,
  sendSignal,
  takeLeadership,
  tellWork,
  viewFleet,
} from '@camfleet/queue';
import { openUpload } from '@camfleet/results';
import { runService, s3Settings, sourceSettings, tellParent } from '@camfleet/runtime';
import { accessOf, createSources } from '@camfleet/sources';
import { openStore, s3ObjectReader, s3PrefixLister } from '@camfleet/storage';
import { producerConfigSchema } from './config.js';
import { serveRuns } from './serve-runs.js';

await runService('producer', process.env, producerConfigSchema, async ({ config, log, closer, signal }) => {
  const s3 = s3Settings(config);
  const store = closer.add(await openStore(config.STORE, { s3 }));
  const access = accessOf(sourceSettings(config));
  const sources = closer.add(
    createSources({
      s3: s3ObjectReader(s3),
      listS3: s3PrefixLister(s3),
      openUpload: (id) => openUpload(store, id),
      access,
    }),
  );
  const redis = await connectRedis(config.REDIS_URL);
  closer.add({ close: async () => redis.disconnect() });
  const prefix = queuePrefix(store.address);
  const scope = config.RUN ?? null;
  // Whoever waits for one run wants to hear at once why it stopped; a producer of all goes on.
  if (scope === null) tellParent({ kind: 'ready' });
  const summary = await serveRuns(
    {
      store,
      sources,
      log,
      scope,
      tenantWeights: config.TENANT_WEIGHTS,
      slots: config.WORKER_SLOTS,
      reconcileMs: config.RECONCILE_MS,
      openQueue: (model, kind) => openShardQueue(redis, prefix, model, kind),
      publish: (progress) => publishProgress(redis, prefix, progress),
      signal: (one) => sendSignal(redis, prefix, one),
      listen: (heard) => listenToSignals(redis, prefix, heard),
      viewFleet: () => viewFleet(redis, prefix),
      tellWork: (work) => tellWork(redis, prefix, work),
      takeLeadership: () => takeLeadership(redis, prefix, scope, `${hostname()}-${process.pid}`),
    },
    signal,
  );
  if (summary !== null) tellParent({ kind: 'done' });
});
