/** The worker's side of the queue: leases on shards, kept while they are worked on, given back on a stop. */
import { limits, Problem, type ProblemCode, type ShardJob, shardJobSchema } from '@camfleet/contracts';
import { DelayedError, type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { queueName, type ShardKind } from './job-id.js';
import { watchStandstill } from './watch-standstill.js';

export interface Attempt {
  readonly job: ShardJob;
  /** 1 for the first execution. */
  readonly number: number;
  /** Whether the queue gives the shard up when this attempt throws. */
  readonly last: boolean;
  /** Leases on this shard that ran out: workers that were killed, or frozen, while they had it. */
  readonly leasesLost: number;
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
  /** Called with the number of leases that could not be renewed. */
  onLeasesLost?(leases: number): void;
}

export interface ShardTaker {
  /** Settles when the first connection stands. */
  ready(): Promise<void>;
  /**
   * Takes no more shards, waits `graceMs` for those at work and hands the rest back to the queue, which costs them
   * no attempt. Told again it waits no longer than the shorter of the two.
   */
  stop(graceMs: number): Promise<void>;
  /** Gives up what is in hand of a run, without a result: it was cancelled. */
  abandon(run: string): void;
  /** Settles with the reason when this worker had better be replaced: a lease was lost, or the store refuses it. */
  readonly unwell: Promise<string>;
  /** Shards at work now. */
  inHand(): number;
  /** Whether Redis is there, and yet no lease of those in hand has been renewed for twice its length. */
  renewalsOverdue(): boolean;
}

const stopReason = 'worker stops';
const leaseLostReason = 'lease lost';
const abandonReason = 'the run was cancelled';

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
    // The queue admits one look an interval, whosever it is; a worker that asks a hair too soon is turned away until its
    // next. So the longest wait is two intervals.
    stalledInterval: limits.stallCheckMs / 2,
    maxStalledCount: limits.stallsMax,
  });
  worker.on('error', settings.onTrouble);
  let tellUnwell: (reason: string) => void = () => {};
  const unwell = new Promise<string>((resolve) => {
    tellUnwell = resolve;
  });
  let renewedAt = performance.now();
  const noteRenewal = () => {
    renewedAt = performance.now();
  };
  worker.on('locksRenewed', noteRenewal);
  worker.on('lockRenewalFailed', (jobIds) => {
    noteRenewal();
    settings.onLeasesLost?.(jobIds.length);
    for (const jobId of jobIds) worker.cancelJob(jobId, leaseLostReason);
    tellUnwell('a lease could not be renewed in time: another worker has its shard');
  });
  const inHand = new Map<string, string>();
  // A renewal that was on its way then is answered as if nothing had been: the next one may find nothing in hand.
  const standstill = watchStandstill(limits.leaseMs, () => {
    if (inHand.size > 0)
      tellUnwell('it stood still for longer than a lease: another worker may have its shards');
  });
  /** Cancelled runs; one that is cancelled never comes back. */
  const abandoned = new Set<string>();
  let stopping = false;

  async function process(job: Job<ShardJob>, token?: string, signal?: AbortSignal): Promise<void> {
    const id = job.id!;
    if (abandoned.has(job.data.run)) return;
    // It was on its way when the stop began.
    if (stopping) return await handBack(job, token);
    if (inHand.size === 0) noteRenewal();
    inHand.set(id, job.data.run);
    try {
      await work({
        job: shardJobSchema.parse(job.data),
        number: job.attemptsMade + 1,
        last: job.attemptsMade + 1 >= limits.jobAttemptsMax,
        leasesLost: job.stalledCounter,
        signal: signal!,
      });
    } catch (error) {
      // The job ends like one that is done; the producer sees that there is no record.
      if (abandoned.has(job.data.run)) return;
      // A shard in hand when the worker stops goes back as it came: the stop is not its fault.
      if (stopping && signal!.aborted) return await handBack(job, token);
      // Nor is a store that does not answer; it comes back, or somebody has to see to it.
      if (isProblem(error, 'store-unreachable') && job.attemptsStarted < limits.startsMax) {
        await job.moveToDelayed(Date.now() + limits.storeAwayMs, token);
        throw new DelayedError();
      }
      // Nor one that refuses this worker: it may let others in.
      if (isProblem(error, 'store-denied') && job.attemptsStarted < limits.deniedStartsMax) {
        tellUnwell(error.message);
        void stop(limits.stopGraceMs);
        return await handBack(job, token);
      }
      throw lasting(error) ? new UnrecoverableError(error.message) : error;
    } finally {
      standstill.look();
      inHand.delete(id);
    }
  }

  async function stop(graceMs: number): Promise<void> {
    stopping = true;
    const closed = worker.close();
    const timer = setTimeout(() => worker.cancelAllJobs(stopReason), graceMs);
    await closed.finally(() => standstill.close());
    clearTimeout(timer);
  }

  return {
    unwell,
    inHand: () => inHand.size,
    renewalsOverdue: () => {
      // While Redis is away nothing can be renewed, and starting anew would not help.
      if (redis.status !== 'ready') noteRenewal();
      return inHand.size > 0 && performance.now() - renewedAt > 2 * limits.leaseMs;
    },
    ready: async () => {
      await worker.waitUntilReady();
    },
    abandon: (run) => {
      abandoned.add(run);
      for (const [id, itsRun] of inHand) if (itsRun === run) worker.cancelJob(id, abandonReason);
    },
    stop,
  };
}

/** At no attempt, and at once. */
async function handBack(job: Job<ShardJob>, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}

function isProblem(error: unknown, code: ProblemCode): error is Problem {
  return error instanceof Problem && error.code === code;
}
