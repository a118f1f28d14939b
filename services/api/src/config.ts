/** What the API reads from its environment. */
import { apiKeySchema } from '@camfleet/contracts';
import {
  logEnvironment,
  networksSchema,
  observeEnvironment,
  s3Environment,
  sourceEnvironment,
} from '@camfleet/runtime';
import { z } from 'zod';

/** "name:tenant:scope:sha256" of each key, between commas. */
const keysSchema = z.string().transform((text, context) => {
  const keys = text.split(',').map((word) => {
    const [name, tenant, scope, sha256] = word.trim().split(':');
    return apiKeySchema
      .pick({ name: true, tenant: true, scope: true, sha256: true })
      .safeParse({ name, tenant, scope, sha256 });
  });
  if (keys.every(({ success }) => success)) return keys.map(({ data }) => data!);
  context.addIssue('name:tenant:scope:sha256 of each key, between commas; sha256 in hex, of the whole key');
  return z.NEVER;
});

export const apiConfigSchema = z.object({
  ...s3Environment,
  ...logEnvironment,
  ...observeEnvironment,
  ...sourceEnvironment('guarded'),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address' }),
  /** ./folder or s3://bucket/prefix. */
  STORE: z.string(),
  /** Other addresses than loopback are served to holders of keys alone. */
  HOST: z.string().default('127.0.0.1'),
  /** Keys besides those of the store. */
  API_KEYS: keysSchema.default([]),
  /** Where there is no key yet, an admin's is made and written to this file. */
  API_FIRST_KEY_FILE: z.string().optional(),
  REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(600),
  /** Networks of proxies, whose X-Forwarded-For says where a request comes from. */
  TRUST_PROXY: networksSchema.default([]),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8_080),
});
