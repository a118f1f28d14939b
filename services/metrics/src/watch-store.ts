/** Follows the runs that are open in the store: what they ask for, and what their commit records come to. */
import { limits, type ObjectStore, Problem, type RunRequest } from '@camfleet/contracts';
import { listOpenRuns, readRun } from '@camfleet/results';
import { inTime, type Logger } from '@camfleet/runtime';
import pLimit from 'p-limit';
import { type CommitFollower, followCommits } from './follow-commits.js';
import { createRunSums, type RunSums, takeCommit } from './run-sums.js';

export interface StoreWatch {
  /** Sees which runs there are. Throws where the store does not answer; what was seen stays. */
  look(signal: AbortSignal): Promise<void>;
  /**
   * Reads what was committed since, run by run: of a large one that is met late, this takes a while, which goes on while the
   * others are followed. Throws likewise; where it was waited for no longer, the next call does.
   */
  follow(signal: AbortSignal): Promise<void>;
  /** Runs that have not ended. */
  open(): readonly RunRequest[];
  /** What the runs that are open, or ended within the hour, come to. */
  sums(): readonly RunSums[];
}

/** How long a run that has ended still counts, in ms. */
const keptMs = 3_600_000;
/** A run whose records take longer than this is not waited for, in ms. */
const roundMs = 2_000;

interface Followed {
  readonly sums: RunSums;
  readonly follower: CommitFollower;
  /** When it was seen to have ended; null while it is open. */
  endedAt: number | null;
  /** Whether its records are being read. */
  isBusy: boolean;
  /** Whether all its records are in the sums. */
  isWhole: boolean;
}

export function watchStore(store: ObjectStore, log: Logger, now: () => number = Date.now): StoreWatch {
  const runs = new Map<string, Followed>();
  const lane = pLimit(limits.commitReadsMax);
  /** What reading has come to grief over, and nobody was told of. */
  const untold: unknown[] = [];

  async function begin(run: string, signal: AbortSignal): Promise<void> {
    const sums = createRunSums(await readRun(store, run, signal));
    const follower = followCommits(store, run, lane, (record) => takeCommit(sums, record));
    runs.set(run, { sums, follower, endedAt: null, isBusy: false, isWhole: false });
  }

  /** One run that cannot be read must not hide the others. */
  function passOver(run: string, error: unknown): void {
    if (!(error instanceof Problem) || error.code === 'store-unreachable') throw error;
    log.warn({ run, code: error.code }, error.message);
  }

  return {
    look: async (signal) => {
      const open = new Set<string>();
      for await (const run of listOpenRuns(store)) open.add(run);
      for (const run of open) {
        if (!runs.has(run)) await begin(run, signal).catch((error: unknown) => passOver(run, error));
      }
      for (const [run, followed] of runs) {
        if (followed.endedAt === null && !open.has(run)) followed.endedAt = now();
        if (followed.endedAt !== null && now() - followed.endedAt > keptMs) runs.delete(run);
      }
    },
    follow: async (signal) => {
      const round = async (followed: Followed) => {
        if (followed.isBusy || followed.isWhole) return;
        // What ended before the round began has nothing more to come.
        const ended = followed.endedAt !== null;
        followed.isBusy = true;
        try {
          await followed.follower.round(signal, ended);
          followed.isWhole = ended;
        } finally {
          followed.isBusy = false;
        }
      };
      const rounds = [...runs].map(([run, followed]) =>
        round(followed)
          .catch((error: unknown) => passOver(run, error))
          .catch((error: unknown) => untold.push(error)),
      );
      await inTime(roundMs, Promise.all(rounds));
      const [error] = untold.splice(0);
      if (error !== undefined) throw error;
    },
    open: () => [...runs.values()].flatMap(({ endedAt, sums }) => (endedAt === null ? [sums.request] : [])),
    sums: () => [...runs.values()].map(({ sums }) => sums),
  };
}
