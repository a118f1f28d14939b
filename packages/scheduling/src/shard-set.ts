/** A set of shards of one run, one bit each: ten million rows are a few kilobytes. */

export interface ShardSet {
  readonly size: number;
  has(shard: number): boolean;
  /** Whether it was not in the set before. */
  add(shard: number): boolean;
}

/** For shards 0 to `shards` - 1. */
export function createShardSet(shards: number): ShardSet {
  const bits = new Uint8Array(Math.ceil(shards / 8));
  let size = 0;
  const has = (shard: number) => (bits[shard >> 3]! & (1 << (shard & 7))) !== 0;
  return {
    get size() {
      return size;
    },
    has,
    add: (shard) => {
      if (!Number.isInteger(shard) || shard < 0 || shard >= shards) {
        throw new RangeError(`there is no shard ${shard} of ${shards}`);
      }
      if (has(shard)) return false;
      bits[shard >> 3]! |= 1 << (shard & 7);
      size += 1;
      return true;
    },
  };
}
