/** Ended jobs: every one is looked at, and no run's hold up those of the others. */
import { limits } from '@camfleet/contracts';
import type { SchedulerEvent } from '@camfleet/scheduling';
import { expect, test } from 'vitest';
import { createEndedJobs } from '../src/ended-jobs.js';
import type { RunBook } from '../src/run-book.js';

test('a run that gives thousands of jobs back holds up no other', async () => {
  const posted: SchedulerEvent[] = [];
  const looks: number[] = [];
  const jobs = createEndedJobs({
    bookOf: () => ({ resumedRows: 0 }) as RunBook,
    isDone: async (_, shard) => looks.push(shard) === 0,
    post: (event) => posted.push(event),
    halt: () => {},
    signal: new AbortController().signal,
  });
  const many = 1_000;
  for (let shard = 0; shard < many; shard++) jobs.tell({ run: 'large', shard, failedReason: null });
  jobs.tell({ run: 'small', shard: 7, failedReason: 'four attempts' });
  // The queue takes out what it has given up, and tells so too.
  jobs.tell({ run: 'small', shard: 7, failedReason: null });
  await jobs.settle();
  expect(posted).toContainEqual({ kind: 'given-up', run: 'small', shard: 7, reason: 'four attempts' });
  expect(looks).toHaveLength(limits.endingsPerRound + 1);
  expect(jobs.waits('large', limits.endingsPerRound - 1)).toBe(false);
  expect(jobs.waits('large', many - 1)).toBe(true);
  while (!jobs.isEmpty) await jobs.settle();
  expect(looks).toHaveLength(many + 1);
  expect(posted.filter(({ kind }) => kind === 'returned')).toHaveLength(many);
});
