/** Closing the shards of a cancelled run, while attempts may still commit them. */
import { runKeys } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { skipShard } from '../src/skip-shard.js';

const line = new TextEncoder().encode(`${JSON.stringify({ index: 0, uri: 'a.jpg', id: 'a' })}\n`);
const range = { block: 0, offset: 0, bytes: line.length, rows: 1 };
const scanned = {
  index: { rows: 1, shards: 1, shardRows: 1, wanted: 0, source: { bytes: 1 }, pagesOf: 'r' },
  ranges: { range: async () => range },
};
const { signal } = new AbortController();

test('a shard that is not done gets a part of skipped rows and its record', async () => {
  const store = memoryStore();
  await store.put(runKeys('r').block(0), line);
  const record = await skipShard(store, 'r', 0, scanned, () => false, signal);
  expect(record).toMatchObject({ shard: 0, counts: { ok: 0, failed: 0, skipped: 1 } });
  expect(store.objects.has(runKeys('r').commit(0))).toBe(true);
});

test.each(['before its rows are read', 'while they are read'])(
  'nothing is written for a shard that was committed %s',
  async (when) => {
    const store = memoryStore();
    await store.put(runKeys('r').block(0), line);
    let isDone = when.startsWith('before');
    const { getRange } = store;
    store.getRange = async (...args) => {
      expect(isDone).toBe(false);
      isDone = true;
      return await getRange(...args);
    };
    expect(await skipShard(store, 'r', 0, scanned, () => isDone, signal)).toBeNull();
    expect([...store.objects.keys()]).toEqual([runKeys('r').block(0)]);
  },
);
