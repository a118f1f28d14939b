/** Everything a shard's commit record says, from its outcomes. */
import type { CommitRecord, Counts } from '@camfleet/contracts';
import type { PartReference } from '@camfleet/results';
import { evaluateImages } from './evaluate-images.js';
import type { ProcessedImage } from './process-image.js';

export interface Execution {
  readonly shard: number;
  /** Unique to this execution. */
  readonly attempt: string;
  readonly worker: string;
  readonly startedAt: Date;
  readonly paddedImages: number;
  /** Bytes of image files read. */
  readonly fetchedBytes: number;
}

export function commitRecordOf(
  execution: Execution,
  images: readonly ProcessedImage[],
  part: Omit<PartReference, 'rows'>,
  topK: number,
): CommitRecord {
  const { shard, attempt, worker, startedAt, paddedImages, fetchedBytes } = execution;
  const counts: Counts = { ok: 0, failed: 0, skipped: 0 };
  const failures: Record<string, number> = {};
  const warnings: Record<string, number> = {};
  for (const { outcome } of images) {
    counts[outcome.outcome] += 1;
    if (outcome.outcome === 'failed') add(failures, outcome.error.code);
    for (const warning of outcome.warnings) add(warnings, warning.split(':', 1)[0]!);
  }
  return {
    shard,
    attempt,
    worker,
    parts: [{ ...part, rows: images.length }],
    counts,
    failures,
    warnings,
    evaluation: { ...evaluateImages(images, topK) },
    timings: {
      startedAt: startedAt.toISOString(),
      seconds: (Date.now() - startedAt.getTime()) / 1_000,
      paddedImages,
      fetchedBytes,
    },
  };
}

function add(tally: Record<string, number>, key: string): void {
  tally[key] = (tally[key] ?? 0) + 1;
}
