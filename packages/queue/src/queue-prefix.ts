/** What the keys of a store's runs begin with in Redis. */
import { createHash } from 'node:crypto';

/**
 * One Redis may serve several stores: the prefix carries eight hex digits of the store's address, so that a worker
 * never takes a shard whose store it does not look at. Braces keep all keys in one slot of a cluster.
 */
export function queuePrefix(storeAddress: string): string {
  return `{camfleet-${createHash('sha256').update(storeAddress).digest('hex').slice(0, 8)}}`;
}
