/** Files in hand are bounded by their bytes, and nobody waits for ever. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createByteBudget } from '../src/byte-budget.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('never holds more than it may, but for one that is larger by itself; everyone gets in', async () => {
  const task = fc.array(fc.nat(15), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(task, { maxLength: 12 }), async (tasks) => {
      const budget = createByteBudget(10);
      const held = new Map<number, number>();
      let done = 0;
      await Promise.all(
        tasks.map((sizes, i) =>
          budget.use(async (reserve) => {
            for (const bytes of sizes) {
              held.delete(i);
              await reserve(bytes);
              held.set(i, bytes);
              const all = [...held.values()].filter((one) => one > 0);
              const sum = all.reduce((a, b) => a + b, 0);
              expect(sum <= 10 || all.length === 1).toBe(true);
              await turn();
            }
            held.delete(i);
            done += 1;
          }),
        ),
      );
      expect(done).toBe(tasks.length);
    }),
  );
});

it('gives back what was held by work that threw, and lets the next in by turn', async () => {
  const budget = createByteBudget(10);
  const order: string[] = [];
  const failing = budget.use(async (reserve) => {
    await reserve(10);
    await turn();
    throw new Error('away');
  });
  const large = budget.use(async (reserve) => {
    await reserve(8);
    order.push('large');
  });
  const small = budget.use(async (reserve) => {
    await reserve(1);
    order.push('small');
  });
  await expect(failing).rejects.toThrow('away');
  await Promise.all([large, small]);
  expect(order).toEqual(['large', 'small']);
});
