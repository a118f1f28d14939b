/** manifest/index.json: where the rows of every shard lie. A run is scanned iff it is there. */
import { type ObjectStore, runKeys, type ShardIndex, shardIndexSchema } from '@camfleet/contracts';
import { decodeJson, encodeJson } from './stored-json.js';

/** Stores the index unless there is one, and returns the one that stands: shards that have begun are never cut anew. */
export async function writeShardIndex(
  store: ObjectStore,
  run: string,
  index: ShardIndex,
  signal?: AbortSignal,
): Promise<ShardIndex> {
  const key = runKeys(run).index;
  if (await store.putIfAbsent(key, encodeJson(shardIndexSchema, index), signal)) return index;
  const standing = await readShardIndex(store, run, signal);
  if (!standing) throw new Error(`the store refused ${key} as taken, and then had no such object`);
  return standing;
}

/** Null while the run is not scanned. */
export async function readShardIndex(
  store: ObjectStore,
  run: string,
  signal?: AbortSignal,
): Promise<ShardIndex | null> {
  const key = runKeys(run).index;
  const bytes = await store.get(key, signal);
  return bytes && decodeJson(shardIndexSchema, key, bytes);
}
