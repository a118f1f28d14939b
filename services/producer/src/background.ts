/** Work that goes on beside the scheduler's loop: scans, loads, closings. */
export interface Background<Owner> {
  /** Starts `work` unless work of this name is under way for its owner. */
  start(owner: Owner, name: string, work: () => Promise<void>): void;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

/** `failed` is told what a work threw. */
export function createBackground<Owner extends object>(
  failed: (owner: Owner, error: unknown) => void,
): Background<Owner> {
  const underWay = new Map<Owner, Map<string, Promise<void>>>();
  return {
    start: (owner, name, work) => {
      const its = underWay.get(owner) ?? new Map<string, Promise<void>>();
      if (its.has(name)) return;
      const done = work()
        .catch((error: unknown) => failed(owner, error))
        .finally(() => {
          its.delete(name);
          if (its.size === 0) underWay.delete(owner);
        });
      underWay.set(owner, its.set(name, done));
    },
    settled: async () => {
      await Promise.allSettled([...underWay.values()].flatMap((its) => [...its.values()]));
    },
  };
}
