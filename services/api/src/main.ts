/** The API's process: serves until it is stopped. */
import { once } from 'node:events';
import { connectRedis } from '@camfleet/queue';
import { runService, s3Settings, tellParent } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import { apiConfigSchema } from './config.js';
import { createServer } from './create-server.js';

await runService('api', process.env, apiConfigSchema, async ({ config, log, closer, signal }) => {
  const store = closer.add(await openStore(config.STORE, { s3: s3Settings(config) }));
  const redis = await connectRedis(config.REDIS_URL);
  closer.add({ close: async () => redis.disconnect() });
  const app = closer.add(await createServer({ store, pingRedis: () => redis.ping() }, log));
  await app.listen({ host: '127.0.0.1', port: config.PORT });
  log.info('no API key is configured: only this machine is answered, on 127.0.0.1');
  tellParent({ kind: 'ready' });
  if (!signal.aborted) await once(signal, 'abort');
});
