/** Which runs can be deleted: those that nobody works at any more. */
import {
  type ControlEntry,
  deletedRunKey,
  initialControl,
  openRunKey,
  Problem,
  runKeys,
} from '@camfleet/contracts';
import { appendControl, buryRun, createRun, openRun } from '@camfleet/results';
import { expect, test } from 'vitest';
import { runRequest } from '../../../test/support/run-request.js';
import { memoryStore } from '../../results/test/memory-store.js';
import { decideRun } from '../src/decide-run.js';
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
  expect([...store.objects.keys()].every((key) => key === deletedRunKey('r'))).toBe(isGone);
});

async function failedRun() {
  const store = memoryStore();
  await createRun(store, request);
  await openRun(store, 'r');
  await appendControl(store, 'r', initialControl(10), fail);
  return store;
}

test('nothing is decided about a run whose deletion was cut off', async () => {
  const store = await failedRun();
  await buryRun(store, 'r');
  await expect(decideRun(store, request, { verb: 'resume' })).rejects.toMatchObject({ code: 'run-conflict' });
});

test('the name of a deleted run is not used again', async () => {
  const store = await failedRun();
  await deleteRun(store, request);
  await expect(createRun(store, request)).rejects.toMatchObject({
    code: 'run-conflict',
    message: expect.stringContaining('run r was deleted'),
  });
  expect([...store.objects.keys()]).toEqual([deletedRunKey('r')]);
});

test('a run that is being deleted is not opened by who found it before', async () => {
  const store = await failedRun();
  const { delete: remove } = store;
  let refused: unknown;
  store.delete = async (key) => {
    await remove(key);
    if (key !== openRunKey('r')) return;
    store.delete = remove;
    refused = await openRun(store, 'r').catch((error: unknown) => error);
  };
  await deleteRun(store, request);
  expect(refused).toMatchObject({ code: 'run-conflict' });
  expect([...store.objects.keys()]).toEqual([deletedRunKey('r')]);
});

test('a deletion that was cut off is gone on with, though what allowed it is gone', async () => {
  const store = await failedRun();
  const { delete: remove } = store;
  store.delete = async (key) => {
    if (key === runKeys('r').run) throw new Problem('store-unreachable', 'nobody answers');
    await remove(key);
  };
  await expect(deleteRun(store, request)).rejects.toMatchObject({ code: 'store-unreachable' });
  expect(store.objects.has(runKeys('r').control(0))).toBe(false);
  store.delete = remove;
  await deleteRun(store, request);
  expect([...store.objects.keys()]).toEqual([deletedRunKey('r')]);
});
