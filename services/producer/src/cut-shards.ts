/** From the pieces of a manifest to its shards. */
import { limits, type ShardRange } from '@camfleet/contracts';

/**
 * Rows a shard: small enough that every slot gets four, and that one lasts about twenty seconds on a processor;
 * whole pieces, at least one.
 */
export function shardRowsFor(rows: number, slots: number): number {
  const wished = Math.min(limits.shardRowsMax, Math.ceil(rows / (4 * slots)));
  return Math.max(1, Math.round(wished / limits.shardPieceRows)) * limits.shardPieceRows;
}

/** Joins neighbouring pieces of a block until a shard has `shardRows` rows; a shard never crosses blocks. */
export function cutShards(pieces: readonly ShardRange[], shardRows: number): ShardRange[] {
  const shards: ShardRange[] = [];
  for (const piece of pieces) {
    const last = shards.at(-1);
    if (last !== undefined && last.block === piece.block && last.rows + piece.rows <= shardRows) {
      shards[shards.length - 1] = { ...last, bytes: last.bytes + piece.bytes, rows: last.rows + piece.rows };
    } else {
      shards.push(piece);
    }
  }
  return shards;
}
