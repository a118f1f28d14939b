/** Commit records are read once each, in whatever order they come, and listings never go back. */
import { runKeys, type StoredObject } from '@camfleet/contracts';
import { commitShard } from '@camfleet/results';
import fc from 'fast-check';
import pLimit from 'p-limit';
import { expect, it } from 'vitest';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { followCommits } from '../src/follow-commits.js';
import { recordOf } from './record-of.js';

const run = 'a-run';
const keys = runKeys(run);
const signal = new AbortController().signal;

it('takes every record once, and lists none twice', async () => {
  const order = fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(order, fc.array(fc.nat(8), { maxLength: 30 }), async (shards, steps) => {
      const store = memoryStore();
      const listed: string[] = [];
      const watched = {
        ...store,
        async *list(prefix: string, after?: string): AsyncGenerator<StoredObject> {
          for await (const one of store.list(prefix, after)) {
            listed.push(one.key);
            yield one;
          }
        },
      };
      const taken: number[] = [];
      const follower = followCommits(watched, run, pLimit(4), ({ shard }) => taken.push(shard));
      const coming = [...shards];
      for (const step of steps) {
        for (const shard of coming.splice(0, step)) await commitShard(store, run, recordOf(shard));
        await follower.round(signal, false);
      }
      for (const shard of coming) await commitShard(store, run, recordOf(shard));
      await follower.round(signal, true);
      expect(taken.sort((a, b) => a - b)).toEqual(shards.sort((a, b) => a - b));
      expect(new Set(listed).size).toBe(listed.length);
    }),
    { numRuns: 50 },
  );
});

it('tries again what could not be read', async () => {
  const store = memoryStore();
  await commitShard(store, run, recordOf(0));
  let isAway = true;
  const get = (key: string) =>
    isAway && key === keys.commit(0) ? Promise.reject(new Error('away')) : store.get(key);
  const taken: number[] = [];
  const follower = followCommits({ ...store, get }, run, pLimit(1), ({ shard }) => taken.push(shard));
  await expect(follower.round(signal, false)).rejects.toThrow('away');
  isAway = false;
  await follower.round(signal, false);
  await follower.round(signal, false);
  expect(taken).toEqual([0]);
});
