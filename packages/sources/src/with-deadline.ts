/** Gives work a signal of its own that also fires when its time is up. */

/** Waits for something that is not the source's to give: its time does not count, and begins anew afterwards. */
export type Outside = <T>(wait: Promise<T>) => Promise<T>;

/**
 * The signal fires with the outer one, or after `ms` milliseconds with a TimeoutError. AbortSignal.any is not used: in Node 20
 * it keeps something for every request as long as the outer signal lives, which here is the life of a worker.
 */
export async function withDeadline<T>(
  outer: AbortSignal | undefined,
  ms: number,
  work: (signal: AbortSignal, outside: Outside) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => controller.abort(outer?.reason);
  outer?.addEventListener('abort', onAbort, { once: true });
  const startTimer = () =>
    setTimeout(() => controller.abort(new DOMException('the time is up', 'TimeoutError')), ms);
  let timer = startTimer();
  const outside: Outside = async (wait) => {
    clearTimeout(timer);
    try {
      return await wait;
    } finally {
      timer = startTimer();
    }
  };
  try {
    return await work(controller.signal, outside);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onAbort);
  }
}
