/** Everything a run needs besides the store, as processes of this machine: Redis, a producer, workers. */
import { availableParallelism } from 'node:os';
import { limits } from '@camfleet/contracts';
import { type Provider, shareCores } from '@camfleet/inference';
import type { Closer } from '@camfleet/runtime';
import { type KeptService, keepRunning } from './keep-running.js';
import type { Output } from './output.js';
import { startService } from './supervised-process.js';

export interface StackSettings {
  readonly run: string;
  /** The store's absolute address. */
  readonly store: string;
  readonly model: string;
  /** The profile that holds for the users' own URIs where the environment sets no rule. */
  readonly access: 'trusted' | 'guarded';
  readonly redisUrl: string;
  readonly workers: number;
  readonly provider: Provider | 'none';
  readonly batchSize: number;
  /** Sessions of the network in each worker, and threads of each; null: so that they share the processor. */
  readonly lanes: number | null;
  readonly threads: number | null;
}

/** Starts the producer of one run and its workers; `producer.finished` tells the run's end. */
export function startStack(
  settings: StackSettings,
  environment: NodeJS.ProcessEnv,
  closer: Closer,
  output: Output,
): { producer: KeptService; workers: readonly KeptService[] } {
  const cores = availableParallelism() / settings.workers;
  const { lanes, threads, decoders } = shareCores(cores, settings.provider);
  const shared = {
    ...environment,
    REDIS_URL: settings.redisUrl,
    STORE: settings.store,
    SOURCE_ACCESS: settings.access,
    LOG_LEVEL: output.debug ? 'debug' : 'info',
  };
  const keep = (service: 'producer' | 'worker', own: NodeJS.ProcessEnv) => {
    const start = () => startService(service, { ...shared, ...own }, output.debug);
    return keepRunning(service, start, output.note);
  };
  const producer = keep('producer', {
    RUN: settings.run,
    WORKER_SLOTS: String(settings.workers * limits.shardsPerWorker),
  });
  const workers = Array.from({ length: settings.workers }, () =>
    keep('worker', {
      MODEL: settings.model,
      PROVIDER: settings.provider,
      BATCH_SIZE: String(settings.batchSize),
      INFERENCE_LANES: String(settings.lanes ?? lanes),
      INFERENCE_THREADS: String(settings.threads ?? threads),
      DECODE_THREADS: String(decoders),
      // libvips decodes on Node's own pool of threads, whose size a process cannot change once it runs.
      UV_THREADPOOL_SIZE: String(Math.max(4, Math.ceil(cores) + 2)),
      // Without a limit the C library keeps memory for every thread that ever decoded.
      MALLOC_ARENA_MAX: '2',
      // The command waits while its workers hand back: what they have begun is soon done again.
      STOP_GRACE_MS: '0',
    }),
  );
  closer.add({ close: () => Promise.all([producer, ...workers].map(({ stop }) => stop())) });
  return { producer, workers };
}
