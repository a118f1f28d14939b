/** Results come in order, however long each takes, and no more are under way than was asked. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAhead } from '../src/read-ahead.js';

const items = (count: number) => Array.from({ length: count }, (_, i) => i);

it('gives what a loop would give, with so many under way at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(20),
      fc.integer({ min: 1, max: 6 }),
      fc.scheduler(),
      async (count, ahead, scheduler) => {
        let underWay = 0;
        let most = 0;
        const read = scheduler.scheduleFunction(async (item: number) => {
          underWay -= 1;
          return item * 2;
        });
        const counted = (item: number) => {
          most = Math.max(most, ++underWay);
          return read(item);
        };
        const results: number[] = [];
        const all = (async () => {
          for await (const result of readAhead(items(count), ahead, counted)) results.push(result);
        })();
        await scheduler.waitFor(all);
        expect(results).toEqual(items(count).map((item) => item * 2));
        expect(most).toBeLessThanOrEqual(ahead);
      },
    ),
  );
});

it('tells of trouble when its turn has come, and not before', async () => {
  const begun: number[] = [];
  const read = async (item: number) => {
    begun.push(item);
    if (item === 2) throw new Error('no such item');
    return item;
  };
  const results: number[] = [];
  const all = async () => {
    for await (const result of readAhead(items(5), 4, read)) {
      if (results.length === 0) expect(begun).toEqual([0, 1, 2, 3]);
      results.push(result);
    }
  };
  await expect(all()).rejects.toThrow('no such item');
  expect(results).toEqual([0, 1]);
});
