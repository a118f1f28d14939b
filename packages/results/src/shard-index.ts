/** manifest/index.json and its pages: where the rows of every shard lie. A run is scanned iff the index is there. */
import {
  limits,
  type ObjectStore,
  runKeys,
  type ShardIndex,
  type ShardPage,
  type ShardRange,
  shardIndexSchema,
  shardPageSchema,
} from '@camfleet/contracts';
import { damaged, decodeJson, encodeJson } from './stored-json.js';

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

/** Stores one page of places; all of them before the index. */
export async function writeShardPage(
  store: ObjectStore,
  run: string,
  shardRows: number,
  page: number,
  columns: ShardPage,
  signal?: AbortSignal,
): Promise<void> {
  await store.put(runKeys(run).shardPage(shardRows, page), encodeJson(shardPageSchema, columns), signal);
}

export interface ShardRanges {
  /** Where the rows of a shard lie. Throws a Problem where its page is missing or damaged. */
  range(shard: number): Promise<ShardRange>;
}

/** Pages held at a time: shards are fed in order, and what was lost lies behind. */
const pagesHeld = 4;

export function openShardRanges(store: ObjectStore, index: ShardIndex): ShardRanges {
  const keys = runKeys(index.pagesOf);
  const pages = new Map<number, Promise<ShardPage>>();

  async function read(page: number): Promise<ShardPage> {
    const key = keys.shardPage(index.shardRows, page);
    const bytes = await store.get(key);
    if (bytes === null) throw damaged(key, 'it is not there');
    return decodeJson(shardPageSchema, key, bytes);
  }

  function pageOf(page: number): Promise<ShardPage> {
    const known = pages.get(page) ?? read(page);
    // Asked for last is dropped last.
    pages.delete(page);
    pages.set(page, known);
    known.catch(() => pages.delete(page));
    if (pages.size > pagesHeld) pages.delete(pages.keys().next().value!);
    return known;
  }

  return {
    range: async (shard) => {
      const page = Math.floor(shard / limits.shardPageShards);
      const { block, offset, bytes, rows } = await pageOf(page);
      const at = shard % limits.shardPageShards;
      if (at >= block.length)
        throw damaged(keys.shardPage(index.shardRows, page), `it has no shard ${shard}`);
      return { block: block[at]!, offset: offset[at]!, bytes: bytes[at]!, rows: rows[at]! };
    },
  };
}
