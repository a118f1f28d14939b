/** What a worker reads from its environment. */
import { availableParallelism } from 'node:os';
import { limits } from '@camfleet/contracts';
import { logEnvironment, s3Environment } from '@camfleet/runtime';
import { z } from 'zod';

const count = z.coerce.number().int().positive();
/** The network gets half of the processor; the rest decodes, on the threads of UV_THREADPOOL_SIZE. */
const half = Math.max(1, Math.floor(availableParallelism() / 2));

export const workerConfigSchema = z.object({
  ...s3Environment,
  ...logEnvironment,
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address' }),
  /** ./folder or s3://bucket/prefix. */
  STORE: z.string(),
  /** name or name@version of a prepared model. */
  MODEL: z.string(),
  PROVIDER: z.enum(['cpu', 'cuda']).default('cpu'),
  BATCH_SIZE: count.max(1_024).default(16),
  INFERENCE_THREADS: count.default(half),
  STOP_GRACE_MS: z.coerce.number().int().nonnegative().default(limits.stopGraceMs),
});
