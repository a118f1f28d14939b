/** How a run's throughput and its scores went, in few enough numbers to be told with its progress. */
import { z } from 'zod';

export const timelineSchema = z.object({
  /** When the first bucket begins. */
  startedAt: z.string(),
  /** A power of two: it doubles where there would be more than `timelineBucketsMax`. */
  bucketSeconds: z.int().positive(),
  /** Images that got their outcome in each bucket, 0 where nothing was done; a shard's are spread evenly over its time. */
  images: z.array(z.number().nonnegative()).readonly(),
  scoreDrift: z
    .number()
    .nullable()
    .default(null)
    .describe(
      "Population stability index of the best scores of its last hour against the run's first; above 0.25 is a large shift. Null where either has fewer than 200 images.",
    ),
});
export type Timeline = z.infer<typeof timelineSchema>;

export const timelineBucketsMax = 120;
