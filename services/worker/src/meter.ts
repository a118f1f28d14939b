/** What a worker counts and times on an image's way. */
import type { Outcome } from '@camfleet/contracts';
import type { LabelsOf, Metrics } from '@camfleet/runtime';
import type { ShardResult } from './process-shard.js';

type MeteredStage = LabelsOf<'camfleet_stage_duration_seconds'>['stage'];

export interface Meter {
  /** Images that came to an outcome so far, or were drawn anew. */
  images(): number;
  /** Times a stage, whether it succeeds or throws. */
  timed<Result>(stage: MeteredStage, work: () => Promise<Result> | Result): Promise<Result>;
  fetched(bytes: number): void;
  outcome(outcome: Outcome): void;
  /** Images whose boxes were drawn anew: done, and no new outcomes. */
  redrawn(count: number): void;
  /** `size`: images and padding. */
  batch(images: number, size: number): void;
  /** One attempt at a shard; `isStopped` tells whether one that threw was only handed back. */
  attempt(work: () => Promise<ShardResult>, isStopped: () => boolean): Promise<ShardResult>;
  suspect(): void;
  leasesLost(leases: number): void;
}

export function createMeter(metrics: Metrics): Meter {
  let images = 0;
  let inHand = 0;
  const hold = (change: 1 | -1) => {
    inHand += change;
    metrics.set('camfleet_shards_in_hand', {}, inHand);
  };
  hold(1);
  hold(-1);
  return {
    images: () => images,
    timed: async (stage, work) => {
      const startedAt = performance.now();
      try {
        return await work();
      } finally {
        metrics.observe('camfleet_stage_duration_seconds', { stage }, secondsSince(startedAt));
      }
    },
    fetched: (bytes) => metrics.add('camfleet_fetched_bytes_total', {}, bytes),
    outcome: (one) => {
      if (one.outcome === 'skipped') return;
      images += 1;
      metrics.add('camfleet_images_total', { outcome: one.outcome });
      if (one.outcome === 'failed') metrics.add('camfleet_image_failures_total', { code: one.error.code });
    },
    redrawn: (count) => {
      images += count;
    },
    batch: (count, size) => {
      metrics.observe('camfleet_batch_images', {}, count);
      if (size > count) metrics.add('camfleet_padding_images_total', {}, size - count);
    },
    attempt: async (work, isStopped) => {
      const startedAt = performance.now();
      hold(1);
      try {
        const result = await work();
        metrics.add('camfleet_shards_total', { result });
        if (result === 'committed')
          metrics.observe('camfleet_shard_duration_seconds', {}, secondsSince(startedAt));
        return result;
      } catch (error) {
        metrics.add('camfleet_shards_total', { result: isStopped() ? 'returned' : 'failed' });
        throw error;
      } finally {
        hold(-1);
      }
    },
    suspect: () => metrics.add('camfleet_suspect_shards_total', {}),
    leasesLost: (leases) => metrics.add('camfleet_leases_lost_total', {}, leases),
  };
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1_000;
}
