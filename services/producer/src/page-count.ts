/** Which pages of the outcome index have all their shards. */
import type { ShardIndex } from '@camfleet/contracts';
import { outcomePageShards } from '@camfleet/results';

export interface PageCount {
  /** Counts a shard, once; the page that it has filled, or null where others are missing there. */
  add(shard: number): number | null;
}

export function createPageCount({ shards, shardRows }: ShardIndex): PageCount {
  const pageShards = outcomePageShards({ shardRows });
  const missing = new Uint32Array(Math.ceil(shards / pageShards)).fill(pageShards);
  if (missing.length > 0) missing[missing.length - 1] = shards - (missing.length - 1) * pageShards;
  return {
    add: (shard) => {
      const page = Math.floor(shard / pageShards);
      missing[page]! -= 1;
      return missing[page] === 0 ? page : null;
    },
  };
}
