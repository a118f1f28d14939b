/** What the metrics service reads from its environment. */
import { logEnvironment, observeEnvironment, s3Environment } from '@camfleet/runtime';
import { z } from 'zod';

const workers = z.coerce.number().int().nonnegative();

export const metricsConfigSchema = z
  .object({
    ...s3Environment,
    ...logEnvironment,
    ...observeEnvironment,
    METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(9_464),
    REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address' }),
    /** ./folder or s3://bucket/prefix; it is only read. */
    STORE: z.string(),
    /** The time in which the backlog is to be worked off. */
    DRAIN_SECONDS: z.coerce.number().positive().default(600),
    WORKERS_MIN: workers.default(0),
    WORKERS_MAX: workers.default(100),
    /** What one worker is taken to do until it was measured. */
    IMAGES_PER_SECOND: z.coerce.number().positive().default(5),
  })
  .refine(({ WORKERS_MIN, WORKERS_MAX }) => WORKERS_MIN <= WORKERS_MAX, {
    path: ['WORKERS_MIN'],
    error: 'it is more than WORKERS_MAX',
  });
