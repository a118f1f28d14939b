/** How many rows a shard should have. */
import { limits } from '@camfleet/contracts';

/**
 * Small enough that every slot gets four, and that one lasts about twenty seconds on a processor; whole pieces, at least
 * one.
 */
export function shardRowsFor(rows: number, slots: number): number {
  const wished = Math.min(limits.shardRowsMax, Math.ceil(rows / (4 * slots)));
  return Math.max(1, Math.round(wished / limits.shardPieceRows)) * limits.shardPieceRows;
}
