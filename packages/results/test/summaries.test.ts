/** The summary is written once; _SUCCESS follows it where the run is complete. */
import { runKeys, type Summary } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import { readSummary, writeSummary } from '../src/summaries.js';
import { memoryStore } from './memory-store.js';

const summary: Summary = {
  run: 'r',
  state: 'complete',
  images: { total: 3, ok: 2, failed: 1, skipped: 0 },
  failures: { 'image-truncated': 1 },
  warnings: {},
  repairs: {},
  seconds: 2,
  imagesPerSecond: 1.5,
  accuracy: null,
  results: 'memory:/runs/r',
};

test('the first summary stands', async () => {
  const store = memoryStore();
  expect(await readSummary(store, 'r')).toBeNull();
  expect(await writeSummary(store, summary)).toEqual(summary);
  expect(await writeSummary(store, { ...summary, seconds: 99 })).toEqual(summary);
  expect(await readSummary(store, 'r')).toEqual(summary);
  expect(store.objects.has(runKeys('r').success)).toBe(true);
});

test('a finaliser that died before _SUCCESS is made good by the next', async () => {
  const store = memoryStore();
  await writeSummary(store, summary);
  await store.delete(runKeys('r').success);
  await writeSummary(store, { ...summary, seconds: 99 });
  expect(store.objects.has(runKeys('r').success)).toBe(true);
});

test('a cancelled run has a summary and no _SUCCESS', async () => {
  const store = memoryStore();
  await writeSummary(store, { ...summary, state: 'cancelled' });
  expect(store.objects.has(runKeys('r').success)).toBe(false);
});

test('a run that may still change has no summary', async () => {
  await expect(writeSummary(memoryStore(), { ...summary, state: 'failed' })).rejects.toThrow(RangeError);
});
