/** The throughput of a run and the drift of its scores, from its commit records in whatever order they come. */
import { type CommitRecord, type Timeline, timelineBucketsMax } from '@camfleet/contracts';
import { createScoreDrift } from './score-drift.js';

export interface TimelineBuilder {
  add(record: Pick<CommitRecord, 'timings' | 'counts' | 'scores'>): void;
  /** Null until something was added. */
  timeline(): Timeline | null;
}

/** Memory does not grow with the run: buckets are joined in pairs when there are too many. */
export function createTimeline(): TimelineBuilder {
  /** Images by bucket, numbered from the epoch. */
  let buckets = new Map<number, number>();
  let bucketSeconds = 1;
  const drift = createScoreDrift();

  return {
    add: ({ timings, counts, scores }) => {
      drift.add({ timings, scores });
      const from = Date.parse(timings.startedAt) / 1_000;
      const images = counts.ok + counts.failed + counts.skipped;
      const seconds = Math.max(timings.seconds, 0.001);
      for (let at = from; at < from + seconds; ) {
        const bucket = Math.floor(at / bucketSeconds);
        const until = Math.min(from + seconds, (bucket + 1) * bucketSeconds);
        buckets.set(bucket, (buckets.get(bucket) ?? 0) + (images * (until - at)) / seconds);
        at = until;
      }
      while (spanOf(buckets).count > timelineBucketsMax) {
        buckets = inPairs(buckets);
        bucketSeconds *= 2;
      }
    },
    timeline: () => {
      if (buckets.size === 0) return null;
      const { first, count } = spanOf(buckets);
      const psi = drift.psi();
      return {
        startedAt: new Date(first * bucketSeconds * 1_000).toISOString(),
        bucketSeconds,
        images: Array.from({ length: count }, (_, i) => rounded(buckets.get(first + i) ?? 0)),
        scoreDrift: psi === null ? null : rounded(psi),
      };
    },
  };
}

/** How long back the rate of a run is looked for. */
const recentSeconds = 60;

/** Images in a second of late, while something was done; null where nothing is known. Shards at work are not in it yet. */
export function recentRate(timeline: Timeline | null): number | null {
  if (timeline === null) return null;
  const { bucketSeconds, images } = timeline;
  const recent = images
    .slice(-Math.max(2, Math.ceil(recentSeconds / bucketSeconds)))
    .filter((count) => count > 0);
  const sum = recent.reduce((total, count) => total + count, 0);
  return sum === 0 ? null : sum / (recent.length * bucketSeconds);
}

function spanOf(buckets: ReadonlyMap<number, number>): { first: number; count: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const bucket of buckets.keys()) {
    first = Math.min(first, bucket);
    last = Math.max(last, bucket);
  }
  return { first, count: last - first + 1 };
}

function inPairs(buckets: ReadonlyMap<number, number>): Map<number, number> {
  const joined = new Map<number, number>();
  for (const [bucket, images] of buckets) {
    const pair = Math.floor(bucket / 2);
    joined.set(pair, (joined.get(pair) ?? 0) + images);
  }
  return joined;
}

/** To hundredths: what is told every 200 ms is kept short. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
