/** What the producer reads from its environment. */
import { limits, runIdSchema, tenantSchema } from '@camfleet/contracts';
import { logEnvironment, observeEnvironment, s3Environment, sourceEnvironment } from '@camfleet/runtime';
import { z } from 'zod';

/** "a=2,b=1". */
const weightsSchema = z.string().transform((text, context) => {
  const weights = new Map<string, number>();
  for (const pair of text.split(',').filter((one) => one !== '')) {
    const [tenant = '', weight] = pair.split('=', 2);
    if (!tenantSchema.safeParse(tenant).success || !(Number(weight) > 0)) {
      context.addIssue(`"${pair}" is not tenant=weight`);
      return z.NEVER;
    }
    weights.set(tenant, Number(weight));
  }
  return weights;
});

export const producerConfigSchema = z.object({
  ...s3Environment,
  ...logEnvironment,
  ...observeEnvironment,
  ...sourceEnvironment('guarded'),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address' }),
  /** ./folder or s3://bucket/prefix. */
  STORE: z.string(),
  /** The one run to look after; without it, all that are open. */
  RUN: runIdSchema.optional(),
  /** Shards that the fleet works on at a time, until workers say so. */
  WORKER_SLOTS: z.coerce.number().int().positive().default(8),
  /** Shares of the fleet by tenant, as "a=2,b=1"; 1 where none is named. */
  TENANT_WEIGHTS: weightsSchema.default(new Map()),
  RECONCILE_MS: z.coerce.number().int().positive().default(limits.reconcileMs),
});
