/** The throughput of a run adds up to its images, however its shards lie in time. */
import { timelineBucketsMax } from '@camfleet/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTimeline, recentRate } from '../src/timeline.js';

const start = Date.parse('2026-01-01T00:00:00Z');
const shard = (atSeconds: number, seconds: number, ok: number) => ({
  timings: {
    startedAt: new Date(start + atSeconds * 1_000).toISOString(),
    seconds,
    paddedImages: 0,
    fetchedBytes: 0,
  },
  counts: { ok, failed: 0, skipped: 0 },
  scores: {},
});

it('is nothing before the first shard', () => {
  expect(createTimeline().timeline()).toBeNull();
  expect(recentRate(null)).toBeNull();
});

it('spreads a shard over the seconds that it took', () => {
  const timeline = createTimeline();
  timeline.add(shard(0.5, 2, 20));
  expect(timeline.timeline()).toEqual({
    startedAt: '2026-01-01T00:00:00.000Z',
    bucketSeconds: 1,
    images: [5, 10, 5],
    scoreDrift: null,
  });
});

it('tells how far the scores of its last hour are from those of its first', () => {
  const timeline = createTimeline();
  timeline.add({ ...shard(0, 60, 300), scores: { 19: 300 } });
  timeline.add({ ...shard(7_200, 60, 300), scores: { 19: 300 } });
  expect(timeline.timeline()!.scoreDrift).toBe(0);
  timeline.add({ ...shard(14_400, 60, 300), scores: { 2: 300 } });
  expect(timeline.timeline()!.scoreDrift).toBeGreaterThan(0.25);
});

it('shows a pause as what it is, and leaves it out of the rate', () => {
  const timeline = createTimeline();
  timeline.add(shard(0, 2, 20));
  timeline.add(shard(10, 2, 60));
  const { images } = timeline.timeline()!;
  expect(images).toEqual([10, 10, 0, 0, 0, 0, 0, 0, 0, 0, 30, 30]);
  expect(recentRate(timeline.timeline())).toBe(20);
});

it('holds every image in few buckets, in whatever order shards come', () => {
  const shards = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 200_000 }),
      fc.double({ min: 0, max: 60, noNaN: true }),
      fc.nat(1_000),
    ),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(shards, (all) => {
      const timeline = createTimeline();
      for (const [at, seconds, ok] of all) timeline.add(shard(at, seconds, ok));
      const { images, startedAt } = timeline.timeline()!;
      const total = all.reduce((sum, [, , ok]) => sum + ok, 0);
      expect(images.length).toBeLessThanOrEqual(timelineBucketsMax);
      expect(Math.abs(images.reduce((sum, one) => sum + one, 0) - total)).toBeLessThan(1);
      expect(Date.parse(startedAt)).toBeLessThanOrEqual(start + Math.min(...all.map(([at]) => at)) * 1_000);
    }),
  );
});
