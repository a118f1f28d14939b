/** API keys in the store: every server of a store knows the same ones. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type ApiKey,
  apiKeyKey,
  apiKeySchema,
  apiKeysRoot,
  idOfApiKey,
  type ObjectStore,
  Problem,
  writeApiKey,
} from '@camfleet/contracts';
import { decodeJson, encodeJson } from './stored-json.js';

/** Makes a key; its text is told here and never again. */
export async function addApiKey(
  store: ObjectStore,
  { name, tenant, scope }: Pick<ApiKey, 'name' | 'tenant' | 'scope'>,
): Promise<{ readonly key: string; readonly kept: ApiKey }> {
  const id = randomBytes(6).toString('hex');
  const key = writeApiKey(id, randomBytes(32).toString('base64url'));
  const createdAt = new Date().toISOString();
  const kept = { id, name, tenant, scope, sha256: digestOf(key), createdAt, revokedAt: null };
  await store.putIfAbsent(apiKeyKey(id), encodeJson(apiKeySchema, kept));
  return { key, kept };
}

export async function* listApiKeys(store: ObjectStore): AsyncGenerator<ApiKey> {
  for await (const { key } of store.list(apiKeysRoot)) {
    const bytes = await store.get(key);
    if (bytes !== null) yield decodeJson(apiKeySchema, key, bytes);
  }
}

/** Throws Problem 'usage' where there is no such key. */
export async function revokeApiKey(store: ObjectStore, id: string): Promise<ApiKey> {
  const kept = await readApiKey(store, id);
  if (kept === null) throw new Problem('usage', `there is no key ${id}: see camfleet keys list`);
  const revoked = { ...kept, revokedAt: kept.revokedAt ?? new Date().toISOString() };
  await store.put(apiKeyKey(id), encodeJson(apiKeySchema, revoked));
  return revoked;
}

/** As if it had never been made: for a key that nobody was told. */
export async function forgetApiKey(store: ObjectStore, id: string): Promise<void> {
  await store.delete(apiKeyKey(id));
}

/** What is kept of a key that holds, or null: one that is unknown, revoked or no key at all. */
export async function findApiKey(store: ObjectStore, key: string): Promise<ApiKey | null> {
  const id = idOfApiKey(key);
  const kept = id === null ? null : await readApiKey(store, id);
  if (kept === null || kept.revokedAt !== null) return null;
  return timingSafeEqual(Buffer.from(kept.sha256), Buffer.from(digestOf(key))) ? kept : null;
}

async function readApiKey(store: ObjectStore, id: string): Promise<ApiKey | null> {
  if (!/^[0-9a-f]{12}$/.test(id)) return null;
  const key = apiKeyKey(id);
  const bytes = await store.get(key);
  return bytes && decodeJson(apiKeySchema, key, bytes);
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
