/** Work that is done again and again, but not for a page that nobody sees. */

/** At once, and then each `everyMs`, one at a time, until `signal` fires. `work` must not throw. */
export async function whileSeen(
  work: () => Promise<void>,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await work();
    await pause(everyMs, signal);
    if (document.hidden) await nextSeen(signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function nextSeen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const heard = new AbortController();
    const listen = { signal: heard.signal };
    const done = () => {
      heard.abort();
      resolve();
    };
    document.addEventListener('visibilitychange', () => !document.hidden && done(), listen);
    signal.addEventListener('abort', done, listen);
  });
}
