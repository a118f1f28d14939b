/** The identities everything is keyed by: runs and shards. */
import { z } from 'zod';

/** A run's id: lower-case letters, digits and dashes, so that it is safe in keys, labels and file names. */
export const runIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a run id has lower-case letters, digits and dashes only');

/** A new run's id: the time to the second, so that listing is order, and six random letters or digits. */
export function newRunId(now: Date, random: () => number = Math.random): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const letters = Array.from({ length: 6 }, () => Math.floor(random() * 36).toString(36)).join('');
  return `${time}-${letters}`;
}

/** A shard's number as it stands in object keys: eight digits, so that listing is order. */
export function shardName(shard: number): string {
  return String(shard).padStart(8, '0');
}
