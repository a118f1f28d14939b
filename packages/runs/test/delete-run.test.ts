/** Which runs can be deleted: those that nobody works at any more. */
import { findPolicy } from '@camfleet/cam';
import { type ControlEntry, initialControl, type RunRequest } from '@camfleet/contracts';
import { appendControl, createRun, openRun } from '@camfleet/results';
import { expect, test } from 'vitest';
import { memoryStore } from '../../results/test/memory-store.js';
import { deleteRun } from '../src/delete-run.js';

const request: RunRequest = {
  run: 'r',
  createdAt: '2026-01-01T00:00:00.000Z',
  build: '',
  manifest: { kind: 'jsonl', source: '/rows.jsonl', base: '/' },
  model: { name: 'm', version: 'v', digest: 'd', topK: 5, classes: 10 },
  tenant: 't',
  priority: 10,
  breaker: { share: 0.5, images: 200 },
  parent: null,
  parameters: {
    policy: findPolicy('paper-20')!,
    boxFormat: 'xyxy',
    classifyOnly: false,
    exif: 'apply',
    colour: 'managed',
    shardRows: 4,
  },
};
const cancel: ControlEntry = { verb: 'cancel', by: 'user', at: '' };
const fail: ControlEntry = { verb: 'fail', by: 'producer', at: '', reason: 'a block is damaged' };
const stuck: ControlEntry = { ...fail, verb: 'stuck' };

test.each([
  ['one that was cancelled and will end is kept', [cancel], false],
  ['one of which the producer wrote too late that it has failed is, too', [cancel, fail], false],
  ['one that was cancelled and cannot end is not', [cancel, stuck], true],
  ['nor is one that has failed', [fail], true],
] as const)('%s', async (_, log, isGone) => {
  const store = memoryStore();
  await createRun(store, request);
  await openRun(store, 'r');
  for (const entry of log) await appendControl(store, 'r', initialControl(10), entry);
  const deleted = deleteRun(store, request);
  if (isGone) await deleted;
  else await expect(deleted).rejects.toMatchObject({ code: 'run-conflict' });
  expect(store.objects.size === 0).toBe(isGone);
});
