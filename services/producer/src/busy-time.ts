/** How long a run was worked on: pauses between an interruption and its resumption do not count. */
import type { CommitRecord } from '@camfleet/contracts';

export interface BusyTime {
  add(timings: CommitRecord['timings']): void;
  /** Seconds in which at least one shard was under way. */
  seconds(): number;
}

/** Holds disjoint spans only: those of one uninterrupted run are a single one, however many shards it has. */
export function createBusyTime(): BusyTime {
  /** [start, end] in ms since the epoch, in order. */
  let spans: [number, number][] = [];
  return {
    add: ({ startedAt, seconds }) => {
      const start = Date.parse(startedAt);
      const joined: [number, number] = [start, start + seconds * 1_000];
      const apart: [number, number][] = [];
      for (const span of spans) {
        if (span[1] < joined[0] || span[0] > joined[1]) apart.push(span);
        else {
          joined[0] = Math.min(joined[0], span[0]);
          joined[1] = Math.max(joined[1], span[1]);
        }
      }
      const at = apart.findIndex(([begin]) => begin > joined[0]);
      spans = at < 0 ? [...apart, joined] : apart.toSpliced(at, 0, joined);
    },
    seconds: () => spans.reduce((sum, [start, end]) => sum + end - start, 0) / 1_000,
  };
}
