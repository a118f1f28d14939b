/** The producer's side of the queue: shards in, endings out. */
import { limits, type ShardJob } from '@camfleet/contracts';
import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { jobIdOf, queueName, type ShardKind, shardOfJobId } from './job-id.js';

export interface ShardEnding {
  readonly shard: number;
  /** Why the queue gave the shard up, after its last attempt; null where it was done. */
  readonly failedReason: string | null;
}

export interface ShardQueue {
  /** Puts shards into the queue; one that stands there already is left as it is. */
  add(jobs: readonly ShardJob[]): Promise<void>;
  /** Takes the shards of a run that the queue had given up out of it, so that they can be added again. */
  forgetFailed(run: string): Promise<void>;
  /** Shards of a run that the queue has given up, with the reason. */
  failed(run: string): Promise<ShardEnding[]>;
  /** Calls `ended` whenever a shard of `run` ends; a hint, since events can be lost. */
  watch(run: string, ended: (ending: ShardEnding) => void): void;
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
    add: async (jobs) => {
      await queue.addBulk(
        jobs.map((data) => ({
          name: 'shard',
          data,
          opts: { ...jobOptions, jobId: jobIdOf(data.run, data.shard) },
        })),
      );
    },
    forgetFailed: async (run) => {
      for (const job of await failedJobs(run)) await job.remove();
    },
    failed: async (run) =>
      (await failedJobs(run)).map((job) => ({ shard: job.data.shard, failedReason: job.failedReason })),
    watch: (run, ended) => {
      const report = (jobId: string, failedReason: string | null) => {
        const shard = shardOfJobId(run, jobId);
        if (shard !== null) ended({ shard, failedReason });
      };
      events.on('completed', ({ jobId }) => report(jobId, null));
      events.on('failed', ({ jobId, failedReason }) => report(jobId, failedReason));
    },
    close: async () => {
      await events.close();
      eventsConnection.disconnect();
      await queue.close();
    },
  };
}
