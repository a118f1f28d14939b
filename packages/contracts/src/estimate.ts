/** What a run will take, as a probe of some of its rows says. */
import { z } from 'zod';
import { runIdSchema } from './ids.js';

const count = z.int().nonnegative();
const seconds = z.number().nonnegative();

export const estimateSchema = z.object({
  /** The probe: a run of a sample. */
  id: runIdSchema,
  /** Rows of the manifest, and those of them that were tried. */
  rows: count,
  sampled: count,
  imagesPerSecond: z.number().nonnegative(),
  /** Of the whole run, on the fleet as it was. */
  seconds: z.object({ expected: seconds, low: seconds, high: seconds }),
  failures: z.object({
    /** The share of rows, 0..1, that will fail. */
    expected: z.number().min(0).max(1),
    /** Failed rows of the sample by code. */
    codes: z.record(z.string(), count),
  }),
  /** In the store. */
  bytes: count,
});
export type Estimate = z.infer<typeof estimateSchema>;
