/** The sweep: the only one who deletes, and only parts of committed shards that no commit names. */
import { type ObjectStore, runKeys } from '@camfleet/contracts';
import { readCommit } from './commits.js';

/**
 * Deletes the parts that attempts left which came too late or never committed; returns how many. Shards without a commit
 * record are left alone: an attempt may be about to name its part.
 */
export async function sweepParts(store: ObjectStore, run: string, signal?: AbortSignal): Promise<number> {
  let deleted = 0;
  for await (const { shard, keys } of partsByShard(store, run)) {
    signal?.throwIfAborted();
    // A record names one part at least: a single part of a committed shard is that one.
    if (keys.length < 2) continue;
    const record = await readCommit(store, run, shard, signal);
    if (record === null) continue;
    const named = new Set(record.parts.map((part) => part.key));
    for (const key of keys) {
      if (named.has(key)) continue;
      await store.delete(key);
      deleted += 1;
    }
  }
  return deleted;
}

/** Deletes what is known of pieces: once every shard has its record, nobody asks for them. */
export async function sweepPieces(store: ObjectStore, run: string): Promise<void> {
  for await (const { key } of store.list(runKeys(run).pieces)) await store.delete(key);
}

async function* partsByShard(store: ObjectStore, run: string) {
  const { parts } = runKeys(run);
  let group: { shard: number; keys: string[] } | null = null;
  for await (const { key } of store.list(parts)) {
    const shard = Number(/^\d+/.exec(key.slice(parts.length))?.[0] ?? Number.NaN);
    // Nothing else belongs there, but a stray file is not ours to delete.
    if (Number.isNaN(shard)) continue;
    if (group !== null && group.shard === shard) group.keys.push(key);
    else {
      if (group !== null) yield group;
      group = { shard, keys: [key] };
    }
  }
  if (group !== null) yield group;
}
