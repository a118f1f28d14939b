/** What the API reads from its environment. */
import { logEnvironment, s3Environment } from '@camfleet/runtime';
import { z } from 'zod';

export const apiConfigSchema = z.object({
  ...s3Environment,
  ...logEnvironment,
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address' }),
  /** ./folder or s3://bucket/prefix. */
  STORE: z.string(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8_080),
});
