/** Gives work a signal of its own that also fires when its time is up. */

/**
 * The signal fires with the outer one, or after `ms` milliseconds with a TimeoutError. AbortSignal.any is not used: in Node 20
 * it keeps something for every request as long as the outer signal lives, which here is the life of a worker.
 */
export async function withDeadline<T>(
  outer: AbortSignal | undefined,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => controller.abort(outer?.reason);
  outer?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => controller.abort(new DOMException('the time is up', 'TimeoutError')), ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onAbort);
  }
}
