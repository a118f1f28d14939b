/** summary.json and what --json prints: how a run ended. */
import { z } from 'zod';
import { runIdSchema } from './ids.js';
import { runStates } from './run.js';

const count = z.int().nonnegative();
const share = z.number().min(0).max(1).nullable();

/** Shares 0..1 that are right; null where no row had the truth that figure needs. */
export const accuracySchema = z.object({
  evaluated: count,
  evaluatedWithBoxes: count,
  top1Cls: share,
  top5Cls: share,
  top1Loc: share,
  top5Loc: share,
  gtKnown: share,
  maxBoxAcc: share,
  /** The best threshold of the whole set, as a share of a map's maximum. */
  maxBoxAccThreshold: share,
  maxBoxAccV2: share,
  meanIou: share,
  pointingGame: share,
  baselines: z.object({ centre: share, whole: share }),
});
export type Accuracy = z.infer<typeof accuracySchema>;

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
