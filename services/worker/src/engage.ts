/** An engagement: one model in its threads, and shards from its queue until it is ended. */
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
  startSession,
} from '@camfleet/inference';
import { createByteBudget, type ProcessedImage } from '@camfleet/localise';
import { queueName, type ShardTaker, takeShards, tellInHand } from '@camfleet/queue';
import { readRun } from '@camfleet/results';
import { inSpan, type Logger } from '@camfleet/runtime';
import type { Sources } from '@camfleet/sources';
import pLimit from 'p-limit';
import type { Meter } from './meter.js';
import { createNetworkTime, type NetworkTime } from './network-time.js';
import { processShard } from './process-shard.js';
import type { ShardDependencies } from './shard-work.js';

export interface EngagementSettings {
  /** name or name@version. */
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

export interface Engagement {
  /** The queue that is served. */
  readonly queue: string;
  readonly taker: ShardTaker;
  /** Settles when the network's threads are gone. */
  readonly died: Promise<Error>;
  /** How busy the network was. */
  readonly networkTime: NetworkTime;
  /** Ends the threads; the taker is stopped before. */
  close(): Promise<void>;
}

export interface EngagementDependencies {
  readonly store: ObjectStore;
  readonly sources: Sources;
  readonly redis: Parameters<typeof takeShards>[0];
  readonly prefix: string;
  readonly log: Logger;
  /** This process's name in commit records. */
  readonly worker: string;
  readonly meter: Meter;
  readonly probe: ShardDependencies['probe'];
  readonly fault: string | null;
}

export async function engage(
  settings: EngagementSettings,
  { redis, prefix, ...given }: EngagementDependencies,
): Promise<Engagement> {
  const { session, networkTime, shard, close } = await openModel(settings, given);
  const { model } = shard;
  const { log, meter } = given;
  const kind = settings.provider === null ? 'rebox' : 'localise';
  const taker = takeShards(
    redis,
    {
      prefix,
      model,
      kind,
      concurrency: limits.shardsPerWorker,
      onTrouble: (error) => log.warn({ err: error }, 'queue'),
      onLeasesLost: meter.leasesLost,
    },
    async (attempt) => {
      const { run, shard: number } = attempt.job;
      const { leasesLost } = attempt;
      log.debug({ run, shard: number, attempt: attempt.number, leasesLost }, 'shard begun');
      const told = tellInHand(redis, prefix, run, number);
      const admit: ShardDependencies['admit'] = (task) => shard.admit(task).finally(told.rowDone);
      networkTime.shards(1);
      try {
        const result = await meter.attempt(
          () =>
            inSpan(
              'shard',
              { run, shard: number },
              () => processShard(attempt, { ...shard, admit }),
              attempt.job.trace,
            ),
          () => attempt.signal.aborted,
        );
        log.info({ run, shard: number, attempt: attempt.number, result }, 'shard');
      } catch (error) {
        log.warn({ run, shard: number, attempt: attempt.number, err: error }, 'shard failed');
        throw error;
      } finally {
        told.end();
        networkTime.shards(-1);
      }
    },
  );
  await taker.ready();
  log.info(
    { model: `${model.name}@${model.version}`, provider: settings.provider ?? 'none' },
    'worker ready',
  );
  return {
    queue: queueName(model, kind),
    taker,
    died: session.died,
    networkTime,
    close,
  };
}

export interface OpenedModel {
  readonly session: Session;
  readonly networkTime: NetworkTime;
  readonly shard: ShardDependencies;
  /** Ends the threads. */
  close(): Promise<void>;
}

type OpenDependencies = Omit<EngagementDependencies, 'redis' | 'prefix'>;

/** The model's threads, and everything that work on its shards stands on. */
export async function openModel(
  settings: EngagementSettings,
  { store, log, ...given }: OpenDependencies,
): Promise<OpenedModel> {
  const { graph, description: model } = await loadModel(store, settings.model);
  const sizes = batchSizes(settings.batchSize);
  const { height, width } = model.input;
  // Many pictures at a time, each on one thread, are faster than one picture on many.
  setDecodeThreads(1);
  const session = poolSessions(await openSessions(settings, { graph, height, width, batchSizes: sizes }));
  const networkTime = createNetworkTime(settings.provider === null ? 0 : settings.lanes);
  const decoder = createDecoder({ threads: settings.decoders });
  if (!decoder.fastJpeg && settings.provider !== null)
    log.warn('this platform has no fast JPEG decoder: libvips decodes all pictures, at twice the cost');
  const batchers = new Map<number, Batcher>();
  const spare: Uint8Array[] = [];
  const requests = new Map<string, Promise<RunRequest>>();
  // A batch in each lane, one that waits, one that fills, and what decodes beside them.
  const lane = pLimit((settings.lanes + 3) * settings.batchSize);
  const shard: ShardDependencies = {
    ...given,
    store,
    model,
    request: (run) => remember(requests, run, () => readRun(store, run)),
    batcher: (wanted) =>
      remember(batchers, wanted, () =>
        createBatcher(timed(session, networkTime), {
          imageBytes: height * width * 3,
          wanted,
          lanes: settings.lanes,
          batchSizes: sizes,
          waitMs: limits.batchWaitMs,
          spare,
          onBatch: given.meter.batch,
        }),
      ),
    decoder,
    files: createByteBudget(limits.filesInHandBytesMax),
    admit: (task: () => Promise<ProcessedImage>) => lane(task),
  };
  const close = async () => {
    await session.close();
    await decoder.close();
  };
  return { session, networkTime, shard, close };
}

/** The same session, its batches told to the clock. */
function timed({ run }: Session, networkTime: NetworkTime): Pick<Session, 'run'> {
  return {
    run: async (batch) => {
      networkTime.batches(1);
      try {
        return await inSpan('batch', { images: batch.images }, () => run(batch));
      } finally {
        networkTime.batches(-1);
      }
    },
  };
}

/** One a lane; none where there is no network. Where one does not start, no thread is left of the others. */
async function openSessions(
  { provider, threads, lanes }: EngagementSettings,
  model: Pick<Parameters<typeof startSession>[0], 'graph' | 'height' | 'width' | 'batchSizes'>,
): Promise<Session[]> {
  if (provider === null) return [];
  const starting = Array.from({ length: lanes }, () => startSession({ ...model, provider, threads }));
  try {
    return await Promise.all(starting);
  } catch (error) {
    for (const one of await Promise.allSettled(starting)) {
      if (one.status === 'fulfilled') await one.value.close();
    }
    throw error;
  }
}

/** Of runs and of numbers of wanted classes, of which there are fewer: a worker may see many runs, a few at a time. */
const rememberedMax = 100;

function remember<Key, Value>(memory: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  const [oldest] = memory.keys();
  if (memory.size > rememberedMax) memory.delete(oldest!);
  // What failed is not remembered: the next one who asks tries again.
  if (made instanceof Promise) made.catch(() => memory.delete(key));
  return made;
}
