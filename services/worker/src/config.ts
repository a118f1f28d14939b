/** What a worker reads from its environment. */
import { limits } from '@camfleet/contracts';
import { logEnvironment, observeEnvironment, s3Environment, sourceEnvironment } from '@camfleet/runtime';
import { z } from 'zod';

const count = z.coerce.number().int().positive();

export const workerConfigSchema = z.object({
  ...s3Environment,
  ...logEnvironment,
  ...observeEnvironment,
  ...sourceEnvironment('guarded'),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address' }),
  /** ./folder or s3://bucket/prefix. */
  STORE: z.string(),
  /** name or name@version of the one prepared model to serve; without it, whichever has work. */
  MODEL: z.string().optional(),
  /** Where the network runs; `none` for a worker that only draws boxes from stored maps. */
  PROVIDER: z.enum(['cpu', 'cuda', 'none']).default('cpu'),
  BATCH_SIZE: count.max(1_024).default(16),
  /** Sessions side by side, and threads of each; by default they share the whole processor. */
  INFERENCE_LANES: count.optional(),
  INFERENCE_THREADS: count.optional(),
  /** Threads that decode pictures; by default one a core. */
  DECODE_THREADS: count.optional(),
  STOP_GRACE_MS: z.coerce.number().int().nonnegative().default(limits.stopGraceMs),
  /** Memory beyond which the worker asks to be replaced; by default nine tenths of what its container may use. */
  MEMORY_MB_MAX: count.optional(),
  /** Set by a worker for the process that it starts to work at suspect shards. */
  PROBE: z.literal('1').optional(),
  /** A fault for tests: an image whose address has this in it ends the process that works at it. */
  FAULT_CRASH_URI: z.string().min(1).optional(),
});
