/** How far the best scores of a run have moved from where they began. */
import { type CommitRecord, scoreBins } from '@camfleet/contracts';

export interface ScoreDrift {
  add(record: Pick<CommitRecord, 'scores' | 'timings'>): void;
  /** The population stability index of the hour before `now` against the run's first hour, or null where either says too little. */
  psi(now: number): number | null;
}

const hourMs = 3_600_000;
/** The last hour is kept in slices of this length. */
const sliceMs = 300_000;
/** Fewer images than this make chance look like drift. */
const imagesMin = 200;

export function createScoreDrift(): ScoreDrift {
  let firstAt: number | null = null;
  const first = new Float64Array(scoreBins);
  /** Later images, by the slice of time in which their shard was committed. */
  const slices = new Map<number, Float64Array>();
  return {
    add: ({ scores, timings }) => {
      const startedAt = Date.parse(timings.startedAt);
      const at = startedAt + timings.seconds * 1_000;
      firstAt ??= startedAt;
      if (at < firstAt + hourMs) return addTo(first, scores);
      const slice = Math.floor(at / sliceMs);
      const into = slices.get(slice) ?? new Float64Array(scoreBins);
      addTo(into, scores);
      slices.set(slice, into);
      for (const old of slices.keys()) if ((slice - old) * sliceMs > 2 * hourMs) slices.delete(old);
    },
    psi: (now) => {
      const last = new Float64Array(scoreBins);
      for (const [slice, counts] of slices) {
        if (now - slice * sliceMs <= hourMs) for (const [bin, count] of counts.entries()) last[bin]! += count;
      }
      return sum(first) < imagesMin || sum(last) < imagesMin ? null : stabilityIndex(last, first);
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

function addTo(counts: Float64Array, scores: CommitRecord['scores']): void {
  for (const [bin, count] of Object.entries(scores)) counts[Number(bin)]! += count;
}

function sum(counts: ArrayLike<number>): number {
  return Array.from(counts).reduce((all, count) => all + count, 0);
}
