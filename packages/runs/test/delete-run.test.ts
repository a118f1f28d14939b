/** Which runs can be deleted: those that nobody works at any more. */
import { type ControlEntry, initialControl } from '@camfleet/contracts';
import { appendControl, createRun, openRun } from '@camfleet/results';
import { expect, test } from 'vitest';
import { runRequest } from '../../../test/support/run-request.js';
import { memoryStore } from '../../results/test/memory-store.js';
import { deleteRun } from '../src/delete-run.js';

const request = runRequest('r');
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
