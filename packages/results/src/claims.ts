/** Claims: the same submission, however often it is sent, is one run. */
import { createHash } from 'node:crypto';
import { type Claim, claimKey, claimSchema, type ObjectStore } from '@camfleet/contracts';
import { decodeJson, encodeJson } from './stored-json.js';

/** The claim that stands: this one, or that of who came first under the same key of the same tenant. */
export async function claim(
  store: ObjectStore,
  tenant: string,
  idempotencyKey: string,
  own: Claim,
): Promise<Claim> {
  const key = claimKey(tenant, createHash('sha256').update(idempotencyKey).digest('hex'));
  if (await store.putIfAbsent(key, encodeJson(claimSchema, own))) return own;
  const standing = await store.get(key);
  if (standing === null) throw new Error(`the store refused ${key} as taken, and then had no such object`);
  return decodeJson(claimSchema, key, standing);
}
