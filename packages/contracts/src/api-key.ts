/** API keys as they are kept: what they may do and a digest of the secret, never the secret. */
import { z } from 'zod';
import { tenantSchema } from './control.js';

/** Each may do what those before it may. */
export const scopes = ['read', 'submit', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export const apiKeySchema = z.object({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  /** What people call it. */
  name: z.string().min(1).max(100),
  tenant: tenantSchema,
  scope: z.enum(scopes),
  /** sha256 of the whole key: its secret is random, so that a slow hash would guard nothing more. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.string(),
  revokedAt: z.string().nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

const form = /^cf_([0-9a-f]{12})_[\w-]{43}$/;

/** The key as its holder has it. */
export function writeApiKey(id: string, secret: string): string {
  return `cf_${id}_${secret}`;
}

/** Null where it can be no key. */
export function idOfApiKey(key: string): string | null {
  return form.exec(key)?.[1] ?? null;
}

export const apiKeysRoot = 'keys/';

export function apiKeyKey(id: string): string {
  return `${apiKeysRoot}${id}.json`;
}
