/** What it costs to look at rows of a run that goes on. */
import { runKeys } from '@camfleet/contracts';
import { describe, expect, it } from 'vitest';
import { modelOf, request, storeRun } from '../../../packages/results/test/export/stored-run.js';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { usualOutcomes } from '../../../packages/results/test/some-outcomes.js';
import { createLiveReader } from '../src/outcomes/live-outcomes.js';

const rows = 200;
const shards = rows / 5;

describe('many rows of a run that goes on', () => {
  it.each([
    ['of all rows of a manifest', request],
    ['of a sample', { ...request, sample: rows }],
  ])('%s are read with every part once, and every page of places', async (_, run) => {
    const stored = memoryStore();
    await storeRun(stored, usualOutcomes(rows));
    await stored.delete(runKeys(request.run).commit(3));
    const reads = new Map<string, number>();
    const count = (key: string) => reads.set(key, (reads.get(key) ?? 0) + 1);
    const store = {
      ...stored,
      get: async (key: string) => {
        count(key);
        return await stored.get(key);
      },
    };
    const live = await createLiveReader(store)(run, modelOf(1_000, null));
    const before = new Map(reads);
    // In an order of the asker's own, and one that is nowhere.
    const wanted = [...Array.from({ length: rows }, (_, i) => (i * 77) % rows), rows + 1];
    const found = await live.rows(wanted);
    expect(found.map((row) => row?.shown.index ?? null)).toEqual(
      wanted.map((index) => (index > rows || Math.floor(index / 5) === 3 ? null : index)),
    );
    const parts = [...reads].filter(([key]) => key.includes('/parts/'));
    expect(parts.map(([, times]) => times)).toEqual(Array(shards - 1).fill(1));
    const page = runKeys(request.run).shardPage(5, 0);
    expect((reads.get(page) ?? 0) - (before.get(page) ?? 0)).toBeLessThanOrEqual(shards);
  });
});
