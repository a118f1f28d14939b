/** Shards: where each one's rows lie, and the job that names one in the queue. */
import { z } from 'zod';
import { runIdSchema } from './ids.js';

const count = z.int().nonnegative();

/** Rows of one shard: a byte range of one block. */
export const shardRangeSchema = z.object({ block: count, offset: count, bytes: count, rows: count });
export type ShardRange = z.infer<typeof shardRangeSchema>;

/**
 * manifest/index.json: written once, after the last block and the last page; a run is scanned iff it is there. Where each
 * shard's rows lie stands in pages of `shardPageShards`, so that nobody has to hold all of them.
 */
export const shardIndexSchema = z.object({
  rows: count,
  shards: count,
  shardRows: z.int().positive(),
  /** The most true classes of any row: how many classes besides the top k every image's maps are drawn for. */
  wanted: count,
  /** The source as it was while it was read: size in bytes and ETag or modification time, where it has them. */
  source: z.object({ bytes: count.optional(), version: z.string().optional() }),
  /** The run whose pages and blocks these shards are. */
  pagesOf: runIdSchema,
  /** In a run of a sample: the rows of the whole manifest. */
  population: count.optional(),
});
export type ShardIndex = z.infer<typeof shardIndexSchema>;

/** manifest/shards-<shardRows>/<page>.json: the places of consecutive shards, one column a field. */
export const shardPageSchema = z.object({
  block: z.array(count),
  offset: z.array(count),
  bytes: z.array(count),
  rows: z.array(count),
});
export type ShardPage = z.infer<typeof shardPageSchema>;

/** What the queue holds of a shard: a pointer, never data. */
export const shardJobSchema = z.object({
  run: runIdSchema,
  shard: count,
  range: shardRangeSchema,
  wanted: count,
  /** What fed it, as a W3C traceparent, where somebody traces. */
  trace: z.string().max(100).optional(),
});
export type ShardJob = z.infer<typeof shardJobSchema>;
