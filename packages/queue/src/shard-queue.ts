/** The producer's side of one queue: shards in, endings out. */
import { limits, type ShardJob } from '@camfleet/contracts';
import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { jobIdOf, placeOfJobId, queueName, type ShardKind } from './job-id.js';

export interface ShardEnding {
  readonly run: string;
  readonly shard: number;
  /** Why the queue gave the shard up, after its last attempt; null where its job is done. */
  readonly failedReason: string | null;
}

export interface ShardQueue {
  readonly name: string;
  /** Puts shards into the queue; one that stands there already is left as it is. */
  add(jobs: readonly ShardJob[]): Promise<void>;
  /** Takes shards out of the queue; returns those that workers have, which stay. */
  remove(run: string, shards: readonly number[]): Promise<number[]>;
  /** Shards that stand in the queue, whether they wait or are worked on, by run. */
  list(): Promise<Map<string, number[]>>;
  /** Takes the shards of a run that the queue had given up out of it, so that they can be added again. */
  forgetFailed(run: string): Promise<void>;
  /** Shards of a run that the queue has given up, with the reason. */
  failed(run: string): Promise<ShardEnding[]>;
  /** Calls `ended` whenever a shard's job ends, `stalled` whenever a lease ran out; hints, since events can be lost. */
  watch(ended: (ending: ShardEnding) => void, stalled?: () => void): void;
  close(): Promise<void>;
}

/** Finished and failed jobs keep nothing that matters; failed ones stay a while for the eye of an operator. */
const jobOptions = {
  attempts: limits.jobAttemptsMax,
  backoff: { type: 'exponential', delay: limits.jobBackoffMs, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: { age: 7 * 24 * 3_600 },
  sizeLimit: limits.jobPayloadBytes,
} as const;

/** Failed jobs looked at in one go; a run fails with its first, so there are never many. */
const failedJobsRead = 1_000;

export async function openShardQueue(
  redis: Redis,
  prefix: string,
  model: { readonly name: string; readonly version: string },
  kind: ShardKind,
): Promise<ShardQueue> {
  const name = queueName(model, kind);
  const queue = new Queue<ShardJob>(name, {
    connection: redis,
    prefix,
    streams: { events: { maxLen: 1_000 } },
  });
  const eventsConnection = redis.duplicate({ lazyConnect: false });
  const events = new QueueEvents(name, { connection: eventsConnection, prefix });
  // Connection errors are taken up by reconnecting; without a listener they would end the process.
  queue.on('error', () => {});
  events.on('error', () => {});
  eventsConnection.on('error', () => {});
  await events.waitUntilReady();

  const failedJobs = async (run: string) => {
    const jobs = await queue.getFailed(0, failedJobsRead);
    return jobs.filter((job) => job?.data.run === run);
  };

  return {
    name,
    add: async (jobs) => {
      await queue.addBulk(
        jobs.map((data) => ({
          name: 'shard',
          data,
          opts: { ...jobOptions, jobId: jobIdOf(data.run, data.shard) },
        })),
      );
    },
    remove: async (run, shards) => {
      const removed = await Promise.all(shards.map((shard) => queue.remove(jobIdOf(run, shard))));
      return shards.filter((_, i) => removed[i] === 0);
    },
    list: async () => {
      const byRun = new Map<string, number[]>();
      for (const id of await queue.getRanges(['active', 'wait', 'delayed', 'prioritized'], 0, -1)) {
        const place = placeOfJobId(id);
        if (place === null) continue;
        const shards = byRun.get(place.run);
        if (shards === undefined) byRun.set(place.run, [place.shard]);
        else shards.push(place.shard);
      }
      return byRun;
    },
    forgetFailed: async (run) => {
      for (const job of await failedJobs(run)) await job.remove();
    },
    failed: async (run) =>
      (await failedJobs(run)).map((job) => ({ run, shard: job.data.shard, failedReason: job.failedReason })),
    watch: (ended, stalled = () => {}) => {
      const report = (jobId: string, failedReason: string | null) => {
        const place = placeOfJobId(jobId);
        if (place !== null) ended({ ...place, failedReason });
      };
      events.on('completed', ({ jobId }) => report(jobId, null));
      events.on('failed', ({ jobId, failedReason }) => report(jobId, failedReason));
      events.on('stalled', stalled);
    },
    close: async () => {
      await events.close();
      eventsConnection.disconnect();
      await queue.close();
    },
  };
}
