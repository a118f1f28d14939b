/** The API's process: serves until it is stopped. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Problem } from '@camfleet/contracts';
import { createDecoder, setDecodeThreads } from '@camfleet/imaging';
import { countRequest, openQueueViews, readLive, sendSignal } from '@camfleet/queue';
import { connectService } from '@camfleet/runs';
import { runService, serveProbes, tellParent } from '@camfleet/runtime';
import { apiConfigSchema } from './config.js';
import { createServer } from './create-server.js';
import { openKeyRing } from './key-ring.js';
import { makeFirstKey } from './make-first-key.js';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);
/** Requests are counted by the minute, in ms. */
const windowMs = 60_000;

await runService('api', process.env, apiConfigSchema, async (context) => {
  const { config, log, closer, metrics, signal } = context;
  const { store, sources, redis, prefix } = await connectService(config, context);
  const queues = closer.add(openQueueViews(redis, prefix));
  const first = config.API_FIRST_KEY_FILE;
  if (first !== undefined && (await openKeyRing(store, config.API_KEYS)) === null) {
    await makeFirstKey(store, first);
    log.info({ file: first }, 'the first API key was made');
  }
  const keys = await openKeyRing(store, config.API_KEYS);
  if (keys === null && !loopback.has(config.HOST)) {
    throw new Problem(
      'configuration-invalid',
      `there is no API key, and HOST is ${config.HOST}: make a key with camfleet keys add, or leave HOST out`,
    );
  }
  const authorise =
    keys === null
      ? null
      : {
          keys,
          requestsPerMinute: config.REQUESTS_PER_MINUTE,
          countRequest: (key: string) => countRequest(redis, prefix, key, windowMs),
        };
  setDecodeThreads(1);
  const decoder = closer.add(createDecoder({ threads: 1 }));
  const deps = {
    store,
    metrics,
    decode: decoder.decode,
    inferenceThreads: Math.max(1, Math.floor(availableParallelism() / 2)),
    sources,
    stopping: signal,
    queues,
    pingRedis: () => redis.ping(),
    readLive: (run: string) => readLive(redis, prefix, run),
    tellLook: (run: string) => sendSignal(redis, prefix, { kind: 'look', run }),
  };
  const app = closer.add(await createServer(deps, authorise, log, config.TRUST_PROXY));
  const address = await app
    .listen({ host: config.HOST, port: config.PORT })
    .catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') throw cause;
      throw new Problem(
        'configuration-invalid',
        `port ${config.PORT} is taken: name another with --port or PORT`,
        { cause },
      );
    });
  if (keys === null)
    log.warn('there is no API key: only this machine is answered, and no page of another site');
  log.info({ address }, 'listening');
  await serveProbes(config, context, {
    started: () => null,
    alive: () => null,
    // While Redis is away it answers from the store and takes submissions: no balancer may leave it out.
    ready: async () => null,
  });
  tellParent({ kind: 'ready' });
  if (!signal.aborted) await once(signal, 'abort');
});
