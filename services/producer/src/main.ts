/** The producer's process: looks after one run until it ends, or after all that are open until it is stopped. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import {
  listenToSignals,
  openShardQueue,
  publishProgress,
  sendSignal,
  takeLeadership,
  tellWork,
  viewFleet,
} from '@camfleet/queue';
import { connectService } from '@camfleet/runs';
import { runService, serveProbes, tellParent } from '@camfleet/runtime';
import { producerConfigSchema } from './config.js';
import { serveRuns } from './serve-runs.js';

await runService('producer', process.env, producerConfigSchema, async (context) => {
  const { config, log, metrics, signal } = context;
  const { store, sources, redis, prefix } = await connectService(config, context);
  await serveProbes(config, context, {
    started: () => null,
    alive: () => null,
    ready: async () => ((await redis.ping()) === 'PONG' ? null : 'Redis does not answer'),
  });
  const scope = config.RUN ?? null;
  // Containers on one host's network share its name, and each may well be process 1.
  const holder = `${hostname()}-${randomBytes(4).toString('hex')}-${process.pid}`;
  // Whoever waits for one run wants to hear at once why it stopped; a producer of all goes on.
  if (scope === null) tellParent({ kind: 'ready' });
  const summary = await serveRuns(
    {
      store,
      sources,
      log,
      metrics,
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
      takeLeadership: () => takeLeadership(redis, prefix, scope, holder),
    },
    signal,
  );
  if (summary !== null) tellParent({ kind: 'done' });
});
