/** How fast something goes of late. */

/** Less says more about how long starting takes than about how fast it goes. */
const doneMin = 10;

export interface RecentRate {
  /** `done` by the time `at`, in ms; it never falls. */
  note(at: number, done: number): void;
  /** A second; 0 until enough was done to tell. */
  perSecond(): number;
}

/** Over the last `windowMs`: what was slow or fast long ago says nothing about the time left. */
export function createRecentRate(windowMs: number): RecentRate {
  const seen: { at: number; done: number }[] = [];
  return {
    note: (at, done) => {
      seen.push({ at, done });
      while (seen.length > 2 && seen[1]!.at <= at - windowMs) seen.shift();
    },
    perSecond: () => {
      const first = seen[0];
      const last = seen.at(-1);
      if (first === undefined || last === undefined || last.at === first.at) return 0;
      if (last.done - first.done < doneMin) return 0;
      return ((last.done - first.done) * 1_000) / (last.at - first.at);
    },
  };
}
