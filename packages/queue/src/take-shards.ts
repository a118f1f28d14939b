/** The worker's side of the queue: leases on shards, kept while they are worked on, given back on a stop. */
import { limits, Problem, type ProblemCode, type ShardJob, shardJobSchema } from '@camfleet/contracts';
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { queueName, type ShardKind } from './job-id.js';

export interface Attempt {
  readonly job: ShardJob;
  /** 1 for the first execution. */
  readonly number: number;
  /** Whether the queue gives the shard up when this attempt throws. */
  readonly last: boolean;
  /** Aborted when the worker stops or the lease is lost: whatever happens afterwards is in vain. */
  readonly signal: AbortSignal;
}

export interface TakerSettings {
  readonly prefix: string;
  readonly model: { readonly name: string; readonly version: string };
  readonly kind: ShardKind;
  /** Shards held at a time. */
  readonly concurrency: number;
  /** Called for trouble that the queue mends by itself. */
  onTrouble(error: Error): void;
}

export interface ShardTaker {
  /** Settles when the first connection stands. */
  ready(): Promise<void>;
  /**
   * Takes no more shards, waits `graceMs` for those at work and hands the rest back to the queue, which costs them
   * no attempt.
   */
  stop(graceMs: number): Promise<void>;
}

const stopReason = 'worker stops';
const leaseLostReason = 'lease lost';

/** Trouble that trying again in a few seconds does not mend: somebody has to do something first. */
const lastingProblems: ReadonlySet<ProblemCode> = new Set([
  'store-full',
  'store-denied',
  'object-damaged',
  'model-identity',
  'run-conflict',
  'run-unknown',
]);

function lasting(error: unknown): error is Problem {
  return error instanceof Problem && lastingProblems.has(error.code);
}

export function takeShards(
  redis: Redis,
  settings: TakerSettings,
  work: (attempt: Attempt) => Promise<void>,
): ShardTaker {
  const worker = new Worker<ShardJob>(queueName(settings.model, settings.kind), process, {
    connection: redis,
    prefix: settings.prefix,
    concurrency: settings.concurrency,
    lockDuration: limits.leaseMs,
    stalledInterval: limits.stallCheckMs,
    maxStalledCount: limits.stallsMax,
  });
  worker.on('error', settings.onTrouble);
  worker.on('lockRenewalFailed', (jobIds) => {
    for (const jobId of jobIds) worker.cancelJob(jobId, leaseLostReason);
  });
  let stopping = false;

  async function process(job: Job<ShardJob>, token?: string, signal?: AbortSignal): Promise<void> {
    try {
      await work({
        job: shardJobSchema.parse(job.data),
        number: job.attemptsMade + 1,
        last: job.attemptsMade + 1 >= limits.jobAttemptsMax,
        signal: signal!,
      });
    } catch (error) {
      // A shard in hand when the worker stops goes back as it came: the stop is not its fault.
      if (!stopping || !signal!.aborted) throw lasting(error) ? new UnrecoverableError(error.message) : error;
      await job.moveToWait(token);
      throw new WaitingError();
    }
  }

  return {
    ready: async () => {
      await worker.waitUntilReady();
    },
    stop: async (graceMs) => {
      stopping = true;
      const closed = worker.close();
      const timer = setTimeout(() => worker.cancelAllJobs(stopReason), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
