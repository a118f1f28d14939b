/** What the producer reads from its environment. */
import { runIdSchema } from '@camfleet/contracts';
import { logEnvironment, s3Environment, sourceEnvironment } from '@camfleet/runtime';
import { z } from 'zod';

export const producerConfigSchema = z.object({
  ...s3Environment,
  ...logEnvironment,
  ...sourceEnvironment('guarded'),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address' }),
  /** ./folder or s3://bucket/prefix. */
  STORE: z.string(),
  RUN: runIdSchema,
  WORKER_SLOTS: z.coerce.number().int().positive().default(8),
});
