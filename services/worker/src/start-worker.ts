/** A worker: one model in its thread, shards from the queue until it is told to stop. */
import { hostname } from 'node:os';
import { limits, type ObjectStore, type RunRequest } from '@camfleet/contracts';
import { createDecoder, setDecodeThreads } from '@camfleet/imaging';
import {
  type Batcher,
  batchSizes,
  createBatcher,
  loadModel,
  type Provider,
  poolSessions,
  type Session,
  type SessionUsage,
  startSession,
} from '@camfleet/inference';
import { type ShardTaker, takeShards } from '@camfleet/queue';
import { readRun } from '@camfleet/results';
import type { Closer, Logger } from '@camfleet/runtime';
import type { Sources } from '@camfleet/sources';
import pLimit from 'p-limit';
import type { ProcessedImage } from './process-image.js';
import { processShard } from './process-shard.js';
import type { ShardDependencies } from './shard-work.js';

export interface WorkerSettings {
  readonly model: string;
  /** Null for a worker that draws boxes from stored maps and has no network. */
  readonly provider: Provider | null;
  readonly batchSize: number;
  /** Sessions side by side. */
  readonly lanes: number;
  /** Threads of each. */
  readonly threads: number;
  /** Threads that decode pictures beside them. */
  readonly decoders: number;
}

export interface Worker {
  readonly taker: ShardTaker;
  /** Settles when the worker can no longer work. */
  readonly died: Promise<Error>;
  /** How busy the network was. */
  usage(): SessionUsage;
}

type Redis = Parameters<typeof takeShards>[0];

export async function startWorker(
  settings: WorkerSettings,
  {
    store,
    sources,
    redis,
    prefix,
    log,
    closer,
  }: {
    store: ObjectStore;
    sources: Sources;
    redis: Redis;
    prefix: string;
    log: Logger;
    closer: Closer;
  },
): Promise<Worker> {
  const { graph, description: model } = await loadModel(store, settings.model);
  const sizes = batchSizes(settings.batchSize);
  const { height, width } = model.input;
  // Many pictures at a time, each on one thread, are faster than one picture on many.
  setDecodeThreads(1);
  const decoder = closer.add(createDecoder({ threads: settings.decoders }));
  if (!decoder.fastJpeg && settings.provider !== null)
    log.warn('this platform has no fast JPEG decoder: libvips decodes all pictures, at twice the cost');
  const session = closer.add(
    poolSessions(await openSessions(settings, { graph, height, width, batchSizes: sizes })),
  );

  const batchers = new Map<number, Batcher>();
  const requests = new Map<string, Promise<RunRequest>>();
  // A batch in each lane, one that waits, one that fills, and what decodes beside them.
  const lane = pLimit((settings.lanes + 3) * settings.batchSize);
  const deps: ShardDependencies = {
    store,
    sources,
    model,
    worker: `${hostname()}-${process.pid}`,
    request: (run) => remember(requests, run, () => readRun(store, run)),
    batcher: (wanted) =>
      remember(batchers, wanted, () =>
        createBatcher(session, {
          imageBytes: height * width * 3,
          wanted,
          lanes: settings.lanes,
          batchSizes: sizes,
          waitMs: limits.batchWaitMs,
        }),
      ),
    decode: decoder.decode,
    admit: (task: () => Promise<ProcessedImage>) => lane(task),
  };
  const taker = takeShards(
    redis,
    {
      prefix,
      model,
      kind: settings.provider === null ? 'rebox' : 'localise',
      concurrency: limits.shardsPerWorker,
      onTrouble: (error) => log.warn({ err: error }, 'queue'),
    },
    async (attempt) => {
      const { run, shard } = attempt.job;
      try {
        const result = await processShard(attempt, deps);
        log.info({ run, shard, attempt: attempt.number, result }, 'shard');
      } catch (error) {
        log.warn({ run, shard, attempt: attempt.number, err: error }, 'shard failed');
        throw error;
      }
    },
  );
  await taker.ready();
  log.info(
    { model: `${model.name}@${model.version}`, provider: settings.provider ?? 'none' },
    'worker ready',
  );
  return { taker, died: session.died, usage: session.usage };
}

/** One a lane; none where there is no network. */
function openSessions(
  { provider, threads, lanes }: WorkerSettings,
  model: Pick<Parameters<typeof startSession>[0], 'graph' | 'height' | 'width' | 'batchSizes'>,
): Promise<Session[]> {
  if (provider === null) return Promise.resolve([]);
  return Promise.all(Array.from({ length: lanes }, () => startSession({ ...model, provider, threads })));
}

function remember<Key, Value>(memory: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  // What failed is not remembered: the next one who asks tries again.
  if (made instanceof Promise) made.catch(() => memory.delete(key));
  return made;
}
