/** The metrics service's process: watches the fleet until it is stopped. */
import { once } from 'node:events';
import { connectRedis, queuePrefix } from '@camfleet/queue';
import { countS3Requests, runService, s3Settings, serveProbes, tellParent } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import { autoscaleRoute } from './autoscale-route.js';
import { metricsConfigSchema } from './config.js';
import { startWatch } from './watch.js';
import { watchRedis } from './watch-redis.js';
import { watchStore } from './watch-store.js';

await runService('metrics', process.env, metricsConfigSchema, async (context) => {
  const { config, log, closer, metrics, signal } = context;
  const s3 = s3Settings(config, countS3Requests(metrics, 'store'));
  const store = closer.add(await openStore(config.STORE, { s3 }));
  const redis = await connectRedis(config.REDIS_URL);
  closer.add({ close: async () => redis.disconnect() });
  const sight = closer.add(watchRedis(redis, queuePrefix(store.address)));
  const scale = {
    drainSeconds: config.DRAIN_SECONDS,
    workersMin: config.WORKERS_MIN,
    workersMax: config.WORKERS_MAX,
    assumedImagesPerSecond: config.IMAGES_PER_SECOND,
  };
  const watch = startWatch({ redis: sight, store: watchStore(store, log), metrics, log, scale }, signal);
  const probes = {
    started: () => null,
    alive: () => null,
    ready: async () => ((await redis.ping()) === 'PONG' ? null : 'Redis does not answer'),
  };
  await serveProbes(config, context, probes, { '/autoscale': autoscaleRoute(watch.autoscale) });
  tellParent({ kind: 'ready' });
  if (!signal.aborted) await once(signal, 'abort');
});
