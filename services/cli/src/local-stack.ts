/** Everything a run needs besides the store, as processes of this machine: Redis, a producer, workers. */
import { availableParallelism } from 'node:os';
import { limits } from '@camfleet/contracts';
import { type Provider, shareCores } from '@camfleet/inference';
import { allocatorSettings, type Closer } from '@camfleet/runtime';
import { type KeptService, keepRunning } from './keep-running.js';
import type { Output } from './output.js';
import { type Service, startService } from './supervised-process.js';

export interface StackSettings {
  /** The one run that is looked after, or null for all that are open. */
  readonly run: string | null;
  /** The store's absolute address. */
  readonly store: string;
  /** The one model that is served, or null for whichever has work; there is then a worker for boxes alone, too. */
  readonly model: string | null;
  /** The profile that holds for the users' own URIs where the environment sets no rule. */
  readonly access: 'trusted' | 'guarded';
  readonly redisUrl: string;
  readonly workers: number;
  readonly provider: Provider | 'none';
  readonly batchSize: number;
  /** Sessions of the network in each worker, and threads of each; null: so that they share the processor. */
  readonly lanes: number | null;
  readonly threads: number | null;
  /** The port of an API, or null for none. */
  readonly port: number | null;
  /** The port of the fleet's metrics, the services' own on those behind it; null for none. */
  readonly metricsPort: number | null;
}

export interface LocalStack {
  readonly producer: KeptService;
  readonly workers: readonly KeptService[];
  readonly api: KeptService | null;
  readonly metrics: KeptService | null;
}

/** Starts a producer and workers, an API and the fleet's metrics where they are asked for; of one run, `producer.finished` tells its end. */
export function startStack(
  settings: StackSettings,
  environment: NodeJS.ProcessEnv,
  closer: Closer,
  output: Output,
): LocalStack {
  const cores = availableParallelism() / settings.workers;
  const { lanes, threads, decoders } = shareCores(cores, settings.provider);
  const shared = {
    ...environment,
    REDIS_URL: settings.redisUrl,
    STORE: settings.store,
    SOURCE_ACCESS: settings.access,
    LOG_LEVEL: output.debug ? 'debug' : 'info',
    METRICS_PORT: undefined,
  };
  const { metricsPort } = settings;
  /** The fleet's own port comes first, then a port a process. */
  const metricsPortOf = (process: number) =>
    metricsPort === null ? {} : { METRICS_PORT: String(metricsPort + process) };
  const keep = (service: Service, own: NodeJS.ProcessEnv) => {
    const start = () => startService(service, { ...shared, ...own }, output.debug);
    return keepRunning(service, start, output.note);
  };
  const metrics = metricsPort === null ? null : keep('metrics', metricsPortOf(0));
  const producer = keep('producer', {
    ...metricsPortOf(1),
    RUN: settings.run ?? undefined,
    WORKER_SLOTS: String(settings.workers * limits.shardsPerWorker),
  });
  const workers = Array.from({ length: settings.workers }, (_, worker) =>
    keep('worker', {
      ...metricsPortOf(3 + worker),
      MODEL: settings.model ?? undefined,
      PROVIDER: settings.provider,
      BATCH_SIZE: String(settings.batchSize),
      INFERENCE_LANES: String(settings.lanes ?? lanes),
      INFERENCE_THREADS: String(settings.threads ?? threads),
      DECODE_THREADS: String(decoders),
      // libvips decodes on Node's own pool of threads, whose size a process cannot change once it runs.
      UV_THREADPOOL_SIZE: String(Math.max(4, Math.ceil(cores) + 2)),
      ...allocatorSettings,
      // The command waits while its workers hand back: what they have begun is soon done again.
      STOP_GRACE_MS: '0',
    }),
  );
  if (settings.model === null) {
    workers.push(
      keep('worker', {
        ...metricsPortOf(3 + settings.workers),
        MODEL: undefined,
        PROVIDER: 'none',
        STOP_GRACE_MS: '0',
      }),
    );
  }
  const api =
    settings.port === null ? null : keep('api', { ...metricsPortOf(2), PORT: String(settings.port) });
  const all = [producer, ...workers, ...(api === null ? [] : [api]), ...(metrics === null ? [] : [metrics])];
  closer.add({ close: () => Promise.all(all.map(({ stop }) => stop())) });
  return { producer, workers, api, metrics };
}
