/** Decisions about a run: in the order in which they were made, none lost, none undone. */
import { type ControlEntry, initialControl } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import { appendControl, readControl } from '../src/control-log.js';
import { closeRun, listOpenRuns, openRun } from '../src/open-runs.js';
import { memoryStore } from './memory-store.js';

const start = initialControl(10);
const entry = (verb: 'pause' | 'resume' | 'cancel' | 'fail' | 'stuck', reason?: string): ControlEntry => ({
  verb,
  by: 'user',
  at: '',
  ...(reason === undefined ? {} : { reason }),
});

test('decisions made at the same time all stand, one after the other', async () => {
  const store = memoryStore();
  const verbs = ['pause', 'resume', 'pause', 'resume', 'pause'] as const;
  await Promise.all(verbs.map((verb) => appendControl(store, 'r', start, entry(verb))));
  expect([...store.objects.keys()].sort()).toEqual(verbs.map((_, i) => `runs/r/control/0000000${i}.json`));
  expect((await readControl(store, 'r', start)).entries).toBe(5);
});

test('the last word holds; a cancelled run stays cancelled', async () => {
  const store = memoryStore();
  const say = async (one: ControlEntry) => await appendControl(store, 'r', start, one);
  expect(await say(entry('fail', 'a shard was given up'))).toMatchObject({
    wish: 'fail',
    reason: 'a shard was given up',
  });
  expect(await say(entry('resume'))).toMatchObject({ wish: 'run', reason: null, wasResumed: true });
  expect(await say({ verb: 'priority', priority: 50, by: 'user', at: '' })).toMatchObject({ priority: 50 });
  expect(await say(entry('cancel'))).toMatchObject({ wish: 'cancel' });
  expect(await say(entry('resume'))).toMatchObject({ wish: 'cancel', priority: 50, reason: null });
  // Of a producer that had not read of the cancellation.
  expect(await say(entry('fail', 'a shard was given up'))).toMatchObject({ wish: 'cancel', reason: null });
  const stuck = { wish: 'cancel', reason: 'a block is damaged' };
  expect(await say(entry('stuck', 'a block is damaged'))).toMatchObject(stuck);
  expect(await say(entry('resume'))).toMatchObject(stuck);
});

test('open runs are those that were opened and not closed', async () => {
  const store = memoryStore();
  for (const run of ['b', 'a', 'c']) await openRun(store, run);
  await closeRun(store, 'b');
  const open: string[] = [];
  for await (const run of listOpenRuns(store)) open.push(run);
  expect(open).toEqual(['a', 'c']);
});
