/** Work that goes on beside the scheduler's loop: scans, loads, closings. */
export interface Background {
  /** Starts `work` unless work of this name is under way. */
  start(name: string, work: () => Promise<void>): void;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

/** `failed` is told what a work threw. */
export function createBackground(failed: (name: string, error: unknown) => void): Background {
  const underWay = new Map<string, Promise<void>>();
  return {
    start: (name, work) => {
      if (underWay.has(name)) return;
      const done = work()
        .catch((error: unknown) => failed(name, error))
        .finally(() => underWay.delete(name));
      underWay.set(name, done);
    },
    settled: async () => {
      await Promise.allSettled(underWay.values());
    },
  };
}
