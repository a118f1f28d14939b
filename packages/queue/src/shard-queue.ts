/** The producer's side of one queue: shards in, endings out. */
import { limits, type ShardJob } from '@camfleet/contracts';
import { type JobType, Queue, QueueEvents } from 'bullmq';
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
  /** Shards of these runs that the queue has given up, with the reason. */
  failed(runs: ReadonlySet<string>): Promise<ShardEnding[]>;
  /** Calls `ended` whenever a shard's job ends, `stalled` whenever a lease ran out; hints, since events can be lost. */
  watch(ended: (ending: ShardEnding) => void, stalled?: () => void): void;
  close(): Promise<void>;
}

/** Finished and failed jobs keep nothing that matters; failed ones stay a while, and so many, for the eye of an operator. */
const jobOptions = {
  attempts: limits.jobAttemptsMax,
  backoff: { type: 'exponential', delay: limits.jobBackoffMs, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: { age: 7 * 24 * 3_600, count: 10_000 },
  /** Of all attempts together the stacks take ten kilobytes a job. */
  stackTraceLimit: 1,
  sizeLimit: limits.jobPayloadBytes,
} as const;

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

  /** By their ids alone: jobs of all runs stand there, and nothing but their places is wanted of most. */
  const shardsIn = async (states: JobType[]) => {
    const byRun = new Map<string, number[]>();
    for (const id of await queue.getRanges(states, 0, -1)) {
      const place = placeOfJobId(id);
      if (place === null) continue;
      const shards = byRun.get(place.run);
      if (shards === undefined) byRun.set(place.run, [place.shard]);
      else shards.push(place.shard);
    }
    return byRun;
  };
  const failedOf = async (runs: ReadonlySet<string>) =>
    [...(await shardsIn(['failed']))].flatMap(([run, shards]) =>
      runs.has(run) ? shards.map((shard) => ({ run, shard })) : [],
    );

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
    list: () => shardsIn(['active', 'wait', 'delayed', 'prioritized']),
    forgetFailed: async (run) => {
      const places = await failedOf(new Set([run]));
      await Promise.all(places.map(({ shard }) => queue.remove(jobIdOf(run, shard))));
    },
    failed: async (runs) => {
      const places = await failedOf(runs);
      const jobs = await Promise.all(places.map(({ run, shard }) => queue.getJob(jobIdOf(run, shard))));
      return places.flatMap((place, i) => {
        const failedReason = jobs[i]?.failedReason;
        return failedReason === undefined ? [] : [{ ...place, failedReason }];
      });
    },
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
