/** The commit record: the object written last for a shard. It alone makes the shard done. */
import { z } from 'zod';
import { countsSchema } from './run.js';

const count = z.int().nonnegative();
const tally = z.record(z.string(), count);

/** Bins of a shard's histogram of best scores: of equal width, from 0 to 1. */
export const scoreBins = 20;

export const commitRecordSchema = z.object({
  shard: count,
  attempt: z.string(),
  worker: z.string(),
  /** In row order; one unless the shard was run in pieces. */
  parts: z.array(z.object({ key: z.string(), sha256: z.string(), bytes: count, rows: count })).min(1),
  counts: countsSchema,
  /** Failed rows by code. */
  failures: tally,
  /** Warnings by kind. */
  warnings: tally,
  /** The shard's accumulators, as the evaluation gives them; integers only. */
  evaluation: z.record(z.string(), count),
  /** How many ok images have their best score in which bin; bins without any are left out. */
  scores: tally.default({}),
  timings: z.object({ startedAt: z.string(), seconds: z.number(), paddedImages: count, fetchedBytes: count }),
});
export type CommitRecord = z.infer<typeof commitRecordSchema>;
