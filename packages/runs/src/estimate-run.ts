/** What a probe, a run of a sample, says of the whole run; and how right it was. */
import {
  type CommitRecord,
  type Estimate,
  type ObjectStore,
  Problem,
  type RunRequest,
  type Summary,
} from '@camfleet/contracts';
import { listCommits, readCommit, readShardIndex, readSummary } from '@camfleet/results';

/** An estimate is no better than this, as a share of it: machines are not the same from one hour to the next. */
const spreadMin = 0.1;

/** Null until the probe has ended. Throws Problem 'run-unknown' where the run is no probe. */
export async function readEstimate(
  store: ObjectStore,
  { run, sample }: RunRequest,
): Promise<Estimate | null> {
  if (sample === undefined) throw new Problem('run-unknown', `run ${run} is no estimate`);
  const [summary, index] = await Promise.all([readSummary(store, run), readShardIndex(store, run)]);
  if (summary?.state !== 'complete' || index === null) return null;
  const records: CommitRecord[] = [];
  for await (const shard of listCommits(store, run)) {
    const record = await readCommit(store, run, shard);
    if (record !== null) records.push(record);
  }
  const rows = index.population ?? index.rows;
  const { total: sampled, failed } = summary.images;
  const pace = paceOf(records);
  return {
    id: run,
    rows,
    sampled,
    imagesPerSecond: pace.imagesPerSecond,
    seconds: secondsOf(pace, rows),
    failures: { expected: failed / Math.max(sampled, 1), codes: summary.failures },
    bytes: Math.round(((await storedBytes(store, run)) * rows) / Math.max(sampled, 1)),
  };
}

/** Of everything that lies in the store for a run. */
export async function storedBytes(store: ObjectStore, run: string): Promise<number> {
  let sum = 0;
  for await (const { bytes } of store.list(`runs/${run}/`)) sum += bytes;
  return sum;
}

export interface EstimateOutcome {
  readonly seconds: number;
  readonly imagesPerSecond: number;
  /** The share of rows that failed. */
  readonly failures: number;
}

/** What came of it; null until the run has ended. */
export function estimateOutcome(summary: Summary | null): EstimateOutcome | null {
  if (summary === null) return null;
  const { seconds, imagesPerSecond, images } = summary;
  return { seconds, imagesPerSecond, failures: images.failed / Math.max(images.total, 1) };
}

interface Pace {
  /** With all of the fleet at work, and with start and end of the probe counted in. */
  readonly imagesPerSecond: number;
  readonly observed: number;
  /** How far the true pace may be from it, as a share. */
  readonly spread: number;
}

/** A sample is short beside a run: how fast its shards went side by side says more than how long all of it took. */
export function paceOf(records: readonly Pick<CommitRecord, 'counts' | 'timings'>[]): Pace {
  const shards = records.map(({ counts, timings }) => {
    const start = Date.parse(timings.startedAt);
    return {
      start,
      end: start + 1_000 * timings.seconds,
      images: counts.ok + counts.failed + counts.skipped,
    };
  });
  const images = shards.reduce((sum, one) => sum + one.images, 0);
  const span = Math.max(...shards.map(({ end }) => end)) - Math.min(...shards.map(({ start }) => start));
  const work = shards.reduce((sum, { start, end }) => sum + end - start, 0);
  if (images === 0 || span <= 0 || work <= 0) return { imagesPerSecond: 0, observed: 0, spread: 1 };
  const observed = (1_000 * images) / span;
  const sideBySide = Math.max(
    ...shards.map(({ start }) => shards.filter((other) => other.start <= start && other.end > start).length),
  );
  const steady = (1_000 * images * sideBySide) / work;
  const times = shards.map((one) => (one.end - one.start) / one.images);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / Math.max(times.length - 1, 1);
  // Twice the standard error of the mean: 19 times of 20.
  const spread = Math.max(spreadMin, (2 * Math.sqrt(variance / times.length)) / mean);
  return { imagesPerSecond: Math.max(steady, observed), observed, spread: Math.min(spread, 0.9) };
}

function secondsOf({ imagesPerSecond, observed, spread }: Pace, rows: number): Estimate['seconds'] {
  if (imagesPerSecond === 0) return { expected: 0, low: 0, high: 0 };
  const expected = rows / imagesPerSecond;
  return {
    expected,
    low: expected * (1 - spread),
    high: Math.max(expected * (1 + spread), rows / observed),
  };
}
