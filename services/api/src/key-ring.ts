/** The keys that a server knows: those of its environment and those of the store, which it remembers for a while. */
import { createHash } from 'node:crypto';
import type { ApiKey, ObjectStore } from '@camfleet/contracts';
import { findApiKey, listApiKeys } from '@camfleet/results';

export type KnownKey = Pick<ApiKey, 'name' | 'tenant' | 'scope' | 'sha256'>;

export interface KeyRing {
  /**
   * Null for a key that is unknown or revoked. `onStranger` is awaited before the store is asked about a key that was not there
   * when the server began, and that has not been met since; what it throws, this throws.
   */
  find(key: string, onStranger: () => Promise<void>): Promise<KnownKey | null>;
}

/** A revoked key is refused after this long, in ms, at the latest. */
const rememberMs = 10_000;
const rememberedMax = 1_000;

/** Null where there is no key at all: then whoever sits at this machine is served, and nobody else. */
export async function openKeyRing(store: ObjectStore, own: readonly KnownKey[]): Promise<KeyRing | null> {
  const met = new Set<string>();
  for await (const { sha256, revokedAt } of listApiKeys(store)) if (revokedAt === null) met.add(sha256);
  if (own.length === 0 && met.size === 0) return null;
  const remembered = new Map<string, { readonly known: KnownKey | null; readonly at: number }>();
  return {
    find: async (key, onStranger) => {
      const digest = createHash('sha256').update(key).digest('hex');
      const configured = own.find(({ sha256 }) => sha256 === digest);
      if (configured !== undefined) return configured;
      const before = remembered.get(digest);
      if (before !== undefined && Date.now() - before.at < rememberMs) return before.known;
      if (!met.has(digest)) await onStranger();
      const known = await findApiKey(store, key);
      if (known !== null) met.add(digest);
      remembered.delete(digest);
      remembered.set(digest, { known, at: Date.now() });
      if (remembered.size > rememberedMax) remembered.delete(remembered.keys().next().value!);
      return known;
    },
  };
}
