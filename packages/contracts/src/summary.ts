/** summary.json and what --json prints: how a run ended. */
import { z } from 'zod';
import { accuracySchema } from './accuracy.js';
import { runIdSchema } from './ids.js';
import { runStates } from './run.js';

const count = z.int().nonnegative();
export const summarySchema = z.object({
  run: runIdSchema,
  state: z.enum(runStates),
  images: z.object({ total: count, ok: count, failed: count, skipped: count }),
  failures: z.record(z.string(), count),
  warnings: z.record(z.string(), count),
  seconds: z.number(),
  imagesPerSecond: z.number(),
  accuracy: accuracySchema.nullable(),
  /** Of a cancelled run: rows of shards from this one on were never begun. */
  skippedFrom: count.optional(),
  /** What was mended on the way, by kind. */
  repairs: z.record(z.string(), count).default({}),
  results: z.string(),
});
export type Summary = z.infer<typeof summarySchema>;
