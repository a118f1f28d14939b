/** The API on a free port of loopback, over a real store and a real Redis. */
import type { AddressInfo } from 'node:net';
import type { ObjectStore } from '@camfleet/contracts';
import { createDecoder } from '@camfleet/imaging';
import { connectRedis, openQueueViews, queuePrefix, readLive, sendSignal } from '@camfleet/queue';
import { listPictures, openPicture, openUpload } from '@camfleet/results';
import { createLogger } from '@camfleet/runtime';
import { createMetrics } from '@camfleet/runtime/create-metrics';
import { type AccessSettings, accessOf, createSources } from '@camfleet/sources';
import type { FastifyBaseLogger } from 'fastify';
import type { ApiDependencies } from '../../src/api-dependencies.js';
import type { AuthoriseSettings } from '../../src/authorise.js';
import { createServer } from '../../src/create-server.js';
import { type DescribedClient, describedClient } from './described-client.js';

export interface ServedApi extends DescribedClient {
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly store: ObjectStore;
  readonly redisUrl: string;
  readonly access?: Partial<AccessSettings>;
  readonly deps?: Partial<ApiDependencies>;
  /** Without it, no keys are asked for. */
  readonly authorise?: AuthoriseSettings;
  readonly log?: FastifyBaseLogger;
  readonly trustProxy?: readonly string[];
}

export async function serveApi({
  store,
  redisUrl,
  access,
  deps,
  authorise,
  log = createLogger('api', 'silent', { write: () => {} }),
  trustProxy,
}: ServeOptions): Promise<ServedApi> {
  const redis = await connectRedis(redisUrl);
  const prefix = queuePrefix(store.address);
  const queues = openQueueViews(redis, prefix);
  const sources = createSources({
    s3: null,
    openUpload: (id) => openUpload(store, id),
    openPicture: (id, name) => openPicture(store, id, name),
    listPictures: (id) => listPictures(store, id),
    access: accessOf({ profile: 'guarded', ...access }),
  });
  const stopping = new AbortController();
  const decoder = createDecoder({ threads: 1 });
  const app = await createServer(
    {
      store,
      metrics: createMetrics('api'),
      sources,
      decode: decoder.decode,
      inferenceThreads: 1,
      queues,
      pingRedis: () => redis.ping(),
      readLive: (run) => readLive(redis, prefix, run),
      tellLook: (run) => sendSignal(redis, prefix, { kind: 'look', run }),
      stopping: stopping.signal,
      ...deps,
    },
    authorise ?? null,
    log,
    trustProxy,
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    ...(await describedClient(origin)),
    origin,
    port,
    close: async () => {
      stopping.abort();
      await app.close();
      await decoder.close();
      await queues.close();
      await sources.close();
      redis.disconnect();
    },
  };
}
