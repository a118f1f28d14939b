/** Notices that this process stood still: it was stopped, or something held its thread. */

export interface StandstillWatch {
  /** Looks now: what comes over a connection is heard before a timer is, once it goes on. */
  look(): void;
  close(): void;
}

/** Tells each time that it stood still for longer than that, as soon as it goes on. */
export function watchStandstill(mostMs: number, tell: () => void): StandstillWatch {
  let lookedAt = performance.now();
  function look(): void {
    const now = performance.now();
    const stoodMs = now - lookedAt;
    lookedAt = now;
    if (stoodMs > mostMs) tell();
  }
  const timer = setInterval(look, mostMs / 10).unref();
  return { look, close: () => clearInterval(timer) };
}
