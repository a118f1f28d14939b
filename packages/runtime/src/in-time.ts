/** Work that is not waited for longer than it is worth. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Its result, or null after `ms`; it may go on unheard. */
export async function inTime<Result>(ms: number, work: Promise<Result>): Promise<Result | null> {
  const done = new AbortController();
  const late = sleep(ms, null, { signal: done.signal }).catch(() => null);
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    work.catch(() => {});
  }
}
