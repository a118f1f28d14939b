/** Open runs are followed side by side: one that takes long keeps the others from nothing. */
import { Problem, runKeys } from '@camfleet/contracts';
import { commitShard, createRun, openRun } from '@camfleet/results';
import { createLogger } from '@camfleet/runtime';
import { expect, it, vi } from 'vitest';
import { request } from '../../../packages/results/test/export/stored-run.js';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { watchStore } from '../src/watch-store.js';
import { recordOf } from './record-of.js';

const { signal } = new AbortController();

it('reads what comes of the others while the records of one are long in coming', async () => {
  const store = memoryStore();
  for (const run of ['large', 'small']) {
    await createRun(store, { ...request, run });
    await openRun(store, run);
    await commitShard(store, run, recordOf(0, 1));
  }
  const waiting: (() => void)[] = [];
  const get = async (key: string) => {
    if (key === runKeys('large').commit(0)) await new Promise<void>((resolve) => waiting.push(resolve));
    return store.get(key);
  };
  const watch = watchStore({ ...store, get }, createLogger('metrics', 'silent'));
  const images = () =>
    Object.fromEntries(watch.sums().map((sums) => [sums.request.run, sums.evaluation.images ?? 0]));

  await watch.look(signal);
  await watch.follow(signal);
  expect(images()).toEqual({ large: 0, small: 1 });
  await commitShard(store, 'small', recordOf(1, 1));
  await watch.follow(signal);
  expect(images()).toEqual({ large: 0, small: 2 });
  // It was asked for once, and is taken once.
  expect(waiting).toHaveLength(1);
  waiting[0]!();
  await expect.poll(images).toEqual({ large: 1, small: 2 });
  await watch.follow(signal);
  expect(images()).toEqual({ large: 1, small: 2 });
});

it('tells of a store that failed after it was no longer waited for', async () => {
  const store = memoryStore();
  await createRun(store, { ...request, run: 'large' });
  await openRun(store, 'large');
  await commitShard(store, 'large', recordOf(0, 1));
  let fail: (error: Error) => void = () => {};
  const answer = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const get = vi.fn(store.get);
  const watch = watchStore({ ...store, get }, createLogger('metrics', 'silent'));
  await watch.look(signal);
  get.mockReturnValueOnce(answer);
  await watch.follow(signal);
  fail(new Problem('store-unreachable', 'the store is away'));
  await expect.poll(() => watch.follow(signal).catch(String)).toContain('the store is away');
  await watch.follow(signal);
  expect(watch.sums()[0]!.evaluation.images).toBe(1);
});
