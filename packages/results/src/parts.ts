/** Parts in the store: named after their content, proved against it when they are read. */
import { createHash } from 'node:crypto';
import { type CommitRecord, type ObjectStore, type Outcome, runKeys } from '@camfleet/contracts';
import { readPart } from './read-part.js';
import { damaged } from './stored-json.js';

export type PartReference = CommitRecord['parts'][number];

/** Stores a part under its hash. Safe to repeat: the same bytes go to the same key. */
export async function putPart(
  store: ObjectStore,
  run: string,
  shard: number,
  bytes: Uint8Array,
  signal?: AbortSignal,
): Promise<Omit<PartReference, 'rows'>> {
  const sha256 = hashOf(bytes);
  const key = runKeys(run).part(shard, sha256);
  await store.put(key, bytes, signal);
  return { key, sha256, bytes: bytes.length };
}

/** The outcomes of a part that a commit record names. Throws a Problem where its bytes are not those that were committed. */
export async function getPart(
  store: ObjectStore,
  part: PartReference,
  signal?: AbortSignal,
): Promise<Outcome[]> {
  const bytes = await store.get(part.key, signal);
  if (!bytes) throw damaged(part.key, 'it is not there');
  if (hashOf(bytes) !== part.sha256) throw damaged(part.key, 'its bytes are not those that were committed');
  const outcomes = await readPart(bytes).catch((error: unknown) => {
    throw damaged(part.key, 'it is no part as this version writes them', error);
  });
  if (outcomes.length !== part.rows) {
    throw damaged(part.key, `it holds ${outcomes.length} rows where ${part.rows} were committed`);
  }
  return outcomes;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
