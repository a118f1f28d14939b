/** A bell that wakes whoever waits for news. */
export interface Bell {
  ring(): void;
  /** Resolves when the bell rings, after `ms`, or when the signal fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let wake: () => void = () => {};
  /** A ring that nobody heard is heard by the next who waits. */
  let isRung = false;
  return {
    ring: () => {
      isRung = true;
      wake();
    },
    wait: async (ms, signal) => {
      const wasRung = isRung;
      isRung = false;
      if (wasRung || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', wake, { once: true });
      });
      signal.removeEventListener('abort', wake);
      wake = () => {};
      isRung = false;
    },
  };
}
