/** Files in hand are bounded by their bytes, and nobody waits for ever. */
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createByteBudget } from '../src/byte-budget.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('never holds more than it may, but for one that is larger by itself; everyone gets in', async () => {
  // A file takes what it needs at once where it can, or waits; the last that wait are told to stop, sooner or later.
  const file = fc.record({
    sizes: fc.array(fc.nat(15), { minLength: 1, maxLength: 4 }),
    patience: fc.option(fc.nat(5)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 12 }), async (files) => {
      const budget = createByteBudget(10);
      const held = new Map<number, number>();
      const hold = (i: number, bytes: number) => {
        held.set(i, bytes);
        const all = [...held.values()].filter((one) => one > 0);
        const sum = all.reduce((a, b) => a + b, 0);
        expect(sum <= 10 || all.length === 1).toBe(true);
      };
      const ends = await Promise.allSettled(
        files.map(({ sizes, patience }, i) => {
          const controller = new AbortController();
          const giveUp = async () => {
            for (let turns = patience!; turns >= 0; turns--) await turn();
            controller.abort('gave up');
          };
          if (patience !== null) void giveUp();
          return budget
            .use(async (room) => {
              for (const bytes of sizes) {
                if (!room.widen(bytes)) {
                  held.delete(i);
                  await room.wait(bytes, controller.signal);
                }
                hold(i, Math.max(bytes, held.get(i) ?? 0));
                await turn();
              }
            })
            .finally(() => held.delete(i));
        }),
      );
      for (const [i, end] of ends.entries()) {
        if (end.status === 'rejected')
          expect([end.reason, files[i]!.patience === null]).toEqual(['gave up', false]);
      }
      // Nothing is left behind: the whole of it is to be had.
      await budget.use(async (room) => expect(room.widen(10)).toBe(true));
    }),
  );
});

it('gives back what was held by work that threw, and lets the next in by turn', async () => {
  const budget = createByteBudget(10);
  const order: string[] = [];
  const failing = budget.use(async (room) => {
    await room.wait(10);
    await turn();
    throw new Error('away');
  });
  const large = budget.use(async (room) => {
    await room.wait(8);
    order.push('large');
  });
  const small = budget.use(async (room) => {
    await room.wait(1);
    order.push('small');
  });
  await expect(failing).rejects.toThrow('away');
  await Promise.all([large, small]);
  expect(order).toEqual(['large', 'small']);
});

it('lets two that grow side by side both come to their end', async () => {
  const budget = createByteBudget(10);
  let begun = 0;
  const grow = () =>
    budget.use(async (room) => {
      for (let bytes = 1; bytes <= 8; bytes *= 2) {
        await turn();
        if (room.widen(bytes)) continue;
        await room.wait(bytes);
        begun += 1;
      }
    });
  await Promise.all([grow(), grow()]);
  expect(begun).toBeGreaterThan(0);
});

it('gives nobody more out of turn: those who grow do not keep one that waits for much waiting', async () => {
  const budget = createByteBudget(10);
  await budget.use(async (first) => {
    expect(first.widen(4)).toBe(true);
    const large = budget.use((room) => room.wait(9));
    expect(first.widen(5)).toBe(false);
    expect(first.widen(4)).toBe(true);
    await budget.use(async (third) => expect(third.widen(1)).toBe(false));
    // Behind the large one, who comes in as soon as this one has given up what it had.
    const later = first.wait(5);
    await large;
    await later;
  });
});

it('takes out of the row whose image nobody wants any more, and lets in who stood behind', async () => {
  const budget = createByteBudget(10);
  const controller = new AbortController();
  const { signal } = controller;
  await budget.use(async (first) => {
    await first.wait(5, signal);
    const large = budget.use((room) => room.wait(9, signal));
    const small = budget.use((room) => room.wait(5));
    controller.abort(new Error('nobody wants it'));
    await expect(large).rejects.toThrow('nobody wants it');
    await small;
    await expect(first.wait(1, signal)).rejects.toThrow('nobody wants it');
    expect(first.widen(10)).toBe(true);
  });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
