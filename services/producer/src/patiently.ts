/** Waits for a store that does not answer: the scheduler has nothing better to do, and forgets nothing meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { limits, Problem } from '@camfleet/contracts';

/** Throws what the work throws, but for a store that is away; throws the signal's reason when it fires. */
export async function patiently<Result>(
  signal: AbortSignal,
  onWait: (problem: Problem) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'store-unreachable')) throw error;
      onWait(error);
      await sleep(limits.storeAwayMs, undefined, { signal });
    }
  }
}
