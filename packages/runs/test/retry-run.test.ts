/** A second retry of the same rows is refused while the first goes on. */
import type { RunState, Summary } from '@camfleet/contracts';
import { createRun, listRetries, writeSummary } from '@camfleet/results';
import { expect, test } from 'vitest';
import { request } from '../../results/test/export/stored-run.js';
import { memoryStore } from '../../results/test/memory-store.js';
import { retryRun } from '../src/retry-run.js';

const one = 'image-corrupt';
const other = 'source-not-found';

function summaryOf(run: string, state: RunState): Summary {
  return {
    ...{ run, state, warnings: {}, seconds: 1, imagesPerSecond: 1, accuracy: null, repairs: {}, results: '' },
    images: { total: 100, ok: 90, failed: 10, skipped: 0 },
    failures: { [one]: 5, [other]: 5 },
  };
}

test('rows are tried by one run at a time: another waits until it has ended, however', async () => {
  const store = memoryStore();
  await createRun(store, request);
  await writeSummary(store, summaryOf(request.run, 'complete'));
  const retry = (run: string, codes: readonly string[] | null = null) =>
    retryRun(store, request, { run, codes });

  const first = await retry('first', [one]);
  // The same submission again, as somebody sends it whose answer was lost.
  expect((await retry('first', [one])).createdAt).toBe(first.createdAt);
  const refusal = { code: 'run-conflict', message: expect.stringContaining('camfleet run --resume first') };
  await expect(retry('second')).rejects.toMatchObject(refusal);
  await expect(retry('second', [one, other])).rejects.toMatchObject(refusal);
  await retry('other-rows', [other]);
  expect(await listRetries(store, request.run)).toEqual(['first', 'other-rows']);

  for (const [run, state] of [
    ['first', 'cancelled'],
    ['other-rows', 'complete'],
  ] as const) {
    await writeSummary(store, summaryOf(run, state));
  }
  await retry('second');
});
