/** How far the best scores of a run have moved from where they began, from its commit records in whatever order they come. */
import { type CommitRecord, scoreBins } from '@camfleet/contracts';

export interface ScoreDrift {
  add(record: Pick<CommitRecord, 'scores' | 'timings'>): void;
  /**
   * The population stability index of the hour before `now`, or before the last record, against the run's first hour; null where
   * either says too little.
   */
  psi(now?: number): number | null;
}

/** Scores are kept in slices of this length, by when their shard was committed. */
const sliceMs = 300_000;
const slicesPerHour = 3_600_000 / sliceMs;
/** Fewer images than this make chance look like drift. */
const imagesMin = 200;

/** Memory does not grow with the run: what lies between its first hour and its last two is dropped. */
export function createScoreDrift(): ScoreDrift {
  const slices = new Map<number, Float64Array>();
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const isOfFirstHour = (slice: number) => slice - first < slicesPerHour;

  function sumOf(fits: (slice: number) => boolean): Float64Array {
    const all = new Float64Array(scoreBins);
    for (const [slice, counts] of slices) {
      if (fits(slice)) for (const [bin, count] of counts.entries()) all[bin]! += count;
    }
    return all;
  }

  return {
    add: ({ scores, timings }) => {
      const at = Date.parse(timings.startedAt) + timings.seconds * 1_000;
      const slice = Math.floor(at / sliceMs);
      const into = slices.get(slice) ?? new Float64Array(scoreBins);
      for (const [bin, count] of Object.entries(scores)) into[Number(bin)]! += count;
      slices.set(slice, into);
      first = Math.min(first, slice);
      last = Math.max(last, slice);
      for (const old of slices.keys()) {
        if (!isOfFirstHour(old) && last - old > 2 * slicesPerHour) slices.delete(old);
      }
    },
    psi: (now = (last + 1) * sliceMs) => {
      const before = sumOf(isOfFirstHour);
      const since = sumOf((slice) => !isOfFirstHour(slice) && now / sliceMs - slice <= slicesPerHour);
      return sum(before) < imagesMin || sum(since) < imagesMin ? null : stabilityIndex(since, before);
    },
  };
}

/**
 * PSI = Σ over bins of (p − q) · ln(p / q), with p and q the shares of a bin now and at first. Half an image is added to every
 * bin, so that an empty one is no infinity. By custom, below 0.1 is none, above 0.25 is much.
 */
export function stabilityIndex(now: ArrayLike<number>, first: ArrayLike<number>): number {
  const shares = (counts: ArrayLike<number>) => {
    const all = sum(counts) + counts.length / 2;
    return Array.from(counts, (count) => (count + 0.5) / all);
  };
  const q = shares(first);
  return shares(now).reduce((psi, p, bin) => psi + (p - q[bin]!) * Math.log(p / q[bin]!), 0);
}

function sum(counts: ArrayLike<number>): number {
  return Array.from(counts).reduce((all, count) => all + count, 0);
}
