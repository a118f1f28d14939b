/** Notices that this process stood still: it was stopped, its machine slept, or something held its thread. */

/** Tells each time that it stood still for longer than that, as soon as it goes on. */
export function watchStandstill(mostMs: number, tell: () => void): { close(): void } {
  let lookedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const stoodMs = now - lookedAt;
    lookedAt = now;
    if (stoodMs > mostMs) tell();
  }, mostMs / 10).unref();
  return { close: () => clearInterval(timer) };
}
