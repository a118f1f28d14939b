/** A producer's world for tests: a real Redis, a store in memory, and workers that commit without computing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CommitRecord,
  type ControlEntry,
  initialControl,
  Problem,
  type RunProgress,
  type RunRequest,
  type ShardJob,
} from '@camfleet/contracts';
import {
  connectRedis,
  listenToSignals,
  openShardQueue,
  publishProgress,
  readProgress,
  sendSignal,
  takeLeadership,
  takeShards,
  tellWork,
  viewFleet,
} from '@camfleet/queue';
import {
  appendControl,
  commitShard,
  createRun,
  listCommits,
  openRun,
  readCommit,
  readSummary,
} from '@camfleet/results';
import { createLogger, type Metrics } from '@camfleet/runtime';
import { createMetrics } from '@camfleet/runtime/create-metrics';
import { createSources, type Sources, trustedAccess } from '@camfleet/sources';
import { vi } from 'vitest';
import { type MemoryStore, memoryStore } from '../../../packages/results/test/memory-store.js';
import { runRequest } from '../../../test/support/run-request.js';
import { serveRuns } from '../src/serve-runs.js';

const model = { name: 'm', version: 'v', digest: 'd', topK: 5, classes: 10 };

export interface World {
  /** Where the manifests lie, `<rows>.jsonl`. */
  readonly folder: string;
  readonly store: MemoryStore;
  /** While it is true, the store does not answer. */
  isStoreAway: boolean;
  /** While it is true, the store takes nothing new. */
  isStoreFull: boolean;
  /** Awaited before a manifest is read. */
  manifestsLie: Promise<void>;
  /** Manifests that were begun to be read, in order. */
  readonly begun: string[];
  readonly redis: Awaited<ReturnType<typeof connectRedis>>;
  readonly prefix: string;
  /** Of all producers. */
  readonly metrics: Metrics;
  /** Shards in the order in which workers took them. */
  readonly taken: ShardJob[];
  submit(run: string, rows: number, more?: Partial<RunRequest>): Promise<void>;
  decide(run: string, verb: 'pause' | 'resume' | 'cancel'): Promise<void>;
  /** Starts a producer of all open runs; the function returned stops it. */
  produce(): () => Promise<void>;
  /** Starts a worker of `concurrency` slots; `work` may wait, fail, or return the record to commit. */
  work(concurrency: number, work?: (job: ShardJob) => Promise<Partial<CommitRecord>>): () => Promise<void>;
  ended(run: string): Promise<NonNullable<Awaited<ReturnType<typeof readSummary>>>>;
  /** The state that watchers see. */
  shown(run: string, fits: (progress: RunProgress) => boolean): Promise<RunProgress>;
  close(): Promise<void>;
}

export async function createWorld(redisUrl: string): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'camfleet-test-'));
  const redis = await connectRedis(redisUrl);
  const prefix = `{world-${Math.random().toString(36).slice(2)}}`;
  const objects = memoryStore();
  const store = withTrouble(objects, () => {
    if (world.isStoreAway) return new Problem('store-unreachable', 'nobody answers');
    return world.isStoreFull ? new Problem('store-full', 'the disk is full') : null;
  });
  const files = createSources({ s3: null, access: trustedAccess });
  const begin = async (address: string) => {
    world.begun.push(address);
    await world.manifestsLie;
  };
  const sources: Sources = {
    ...files,
    openLines: async function* (address, signal) {
      await begin(address);
      yield* files.openLines(address, signal);
    },
    list: async (address, signal) => {
      await begin(address);
      return await files.list(address, signal);
    },
  };
  const closing: (() => Promise<unknown>)[] = [];
  const taken: ShardJob[] = [];
  let producers = 0;

  const world: World = {
    folder,
    store,
    isStoreAway: false,
    isStoreFull: false,
    manifestsLie: Promise.resolve(),
    begun: [],
    redis,
    prefix,
    metrics: createMetrics('producer'),
    taken,
    submit: async (run, rows, more = {}) => {
      const source = join(folder, `${rows}.jsonl`);
      await writeFile(source, Array.from({ length: rows }, (_, i) => `{"uri":"${i}.jpg"}\n`).join(''));
      await createRun(store, { ...requestOf(run, source), ...more });
      await openRun(store, run);
      await sendSignal(redis, prefix, { kind: 'look', run });
    },
    decide: async (run, verb) => {
      const entry: ControlEntry = { verb, by: 'user', at: '' };
      // Past the store's troubles, which are the producer's.
      await appendControl(objects, run, initialControl(10), entry);
      await sendSignal(redis, prefix, { kind: 'look', run });
    },
    produce: () => {
      const controller = new AbortController();
      const holder = `producer-${producers++}`;
      const done = serveRuns(
        {
          store,
          sources,
          log: createLogger('producer', 'silent'),
          metrics: world.metrics,
          scope: null,
          tenantWeights: new Map(),
          slots: 4,
          reconcileMs: 1_000,
          openQueue: (its, kind) => openShardQueue(redis, prefix, its, kind),
          publish: (progress) => publishProgress(redis, prefix, progress),
          signal: (one) => sendSignal(redis, prefix, one),
          listen: (heard) => listenToSignals(redis, prefix, heard),
          viewFleet: () => viewFleet(redis, prefix),
          tellWork: (work) => tellWork(redis, prefix, work),
          takeLeadership: () => takeLeadership(redis, prefix, null, holder),
        },
        controller.signal,
      ).catch((error: Problem) => {
        if (!controller.signal.aborted) throw error;
      });
      const stop = async () => {
        controller.abort(new Error('stopped by its test'));
        await done;
      };
      closing.push(stop);
      return stop;
    },
    work: (concurrency, work = async () => ({})) => {
      const taker = takeShards(
        redis,
        { prefix, model, kind: 'localise', concurrency, onTrouble: () => {} },
        async ({ job }) => {
          // As a worker does: what is committed is not computed again.
          if ((await readCommit(store, job.run, job.shard)) !== null) return;
          taken.push(job);
          const own = await work(job);
          await commitShard(store, job.run, { ...recordOf(job), ...own });
        },
      );
      const stop = () => taker.stop(0);
      closing.push(stop);
      return stop;
    },
    ended: async (run) =>
      (await vi.waitUntil(() => readSummary(store, run), { timeout: 25_000, interval: 20 }))!,
    shown: async (run, fits) => {
      const look = async () => {
        const progress = await readProgress(redis, prefix, run);
        return progress !== null && fits(progress) ? progress : null;
      };
      return (await vi.waitUntil(look, { timeout: 25_000, interval: 20 }))!;
    },
    close: async () => {
      for (const close of closing.reverse()) await close();
      await rm(folder, { recursive: true, force: true });
      await sources.close();
      redis.disconnect();
    },
  };
  return world;
}

/** The store, which throws its trouble while it has one; what is full can be read. */
function withTrouble(store: MemoryStore, troubleOf: () => Problem | null): MemoryStore {
  const check = (isWriting = false) => {
    const trouble = troubleOf();
    if (trouble !== null && (isWriting || trouble.code !== 'store-full')) throw trouble;
  };
  return {
    ...store,
    get: async (key) => {
      check();
      return await store.get(key);
    },
    getRange: async (key, offset, length) => {
      check();
      return await store.getRange(key, offset, length);
    },
    put: async (key, body) => {
      check(true);
      await store.put(key, body);
    },
    putIfAbsent: async (key, body) => {
      check(true);
      return await store.putIfAbsent(key, body);
    },
    list: async function* (prefix, startAfter) {
      check();
      yield* store.list(prefix, startAfter);
    },
  };
}

const requestOf = (run: string, source: string) =>
  runRequest(run, { manifest: { kind: 'jsonl', source, base: '/' }, model, shardRows: 4 });

/** What a worker commits that computes nothing. */
export function recordOf({ shard, range }: ShardJob): CommitRecord {
  return {
    shard,
    attempt: `attempt-${shard}`,
    worker: 'w',
    parts: [{ key: `parts/${shard}`, sha256: 'x', bytes: 1, rows: range.rows }],
    counts: { ok: range.rows, failed: 0, skipped: 0 },
    failures: {},
    warnings: {},
    evaluation: {},
    scores: {},
    timings: { startedAt: new Date().toISOString(), seconds: 0.1, paddedImages: 0, fetchedBytes: 0 },
  };
}

/** The shards of a run that have a record. */
export async function commitsOf({ store }: World, run: string): Promise<number[]> {
  const shards: number[] = [];
  for await (const shard of listCommits(store, run)) shards.push(shard);
  return shards;
}
