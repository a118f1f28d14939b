import { expect, test } from 'vitest';
import { type OutcomePages, outcomePages } from '../../src/gallery/outcome-pages.js';

/** A list of `total` numbers behind answers that are given by hand. */
function slowList(total: number, pagesMax = 3) {
  const asked: { from: number; signal: AbortSignal; answer: () => void; fail: () => void }[] = [];
  const list = { total, changes: 0 };
  const pages: OutcomePages<number> = outcomePages<number>({
    pageRows: 10,
    pagesMax,
    fetchPage: (from, signal) =>
      new Promise((resolve, reject) => {
        const count = Math.max(0, Math.min(10, list.total - from));
        const rows = Array.from({ length: count }, (_, i) => from + i);
        asked.push({
          from,
          signal,
          answer: () => resolve({ rows, total: list.total }),
          fail: () => reject(new Error('no answer')),
        });
      }),
    changed: () => {
      list.changes += 1;
    },
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const answerAll = async () => {
    for (const { answer } of asked) answer();
    await settle();
  };
  const froms = () => asked.splice(0).map(({ from }) => from);
  return { pages, asked, list, settle, answerAll, froms };
}

test('what is wanted is fetched once', async () => {
  const { pages, list, answerAll, froms } = slowList(1_000);
  pages.want([5, 25]);
  pages.want([6, 26]);
  await answerAll();
  expect(froms()).toEqual([0, 10, 20]);
  expect([pages.total, pages.at(5), pages.at(25), pages.at(30)]).toEqual([1_000, 5, 25, undefined]);
  expect(list.changes).toBe(3);
  pages.want([5, 25]);
  expect(froms()).toEqual([]);
});

test('what is no longer wanted is given up, and its answer is not heard', async () => {
  const { pages, asked, answerAll } = slowList(1_000);
  pages.want([0, 10]);
  pages.want([500, 510]);
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  await answerAll();
  expect([pages.at(0), pages.at(500)]).toEqual([undefined, 500]);
});

test('the pages that were used longest ago are forgotten, never those on the screen', async () => {
  const { pages, answerAll, froms } = slowList(1_000);
  for (const first of [0, 10, 20, 0, 30]) {
    pages.want([first, first + 10]);
    await answerAll();
  }
  expect([0, 10, 20, 30].map((index) => pages.at(index))).toEqual([0, undefined, 20, 30]);
  froms();
  pages.want([100, 150]);
  await answerAll();
  expect([100, 110, 120, 130, 140].map((index) => pages.at(index))).toEqual([100, 110, 120, 130, 140]);
  expect([...pages.kept()].length).toBe(50);
});

test('two ranges are wanted side by side', async () => {
  const { pages, asked, froms } = slowList(1_000);
  pages.want([0, 10], [495, 505]);
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([false, false, false]);
  expect(froms()).toEqual([0, 490, 500]);
});

test('a page that failed is told, and tried again when asked', async () => {
  const { pages, asked, settle, answerAll } = slowList(1_000);
  pages.want([0, 10]);
  asked[0]!.fail();
  await settle();
  expect(pages.error?.message).toBe('no answer');
  pages.want([0, 10]);
  expect(asked.length).toBe(1);
  pages.refresh();
  await answerAll();
  expect([pages.error, pages.at(3)]).toEqual([null, 3]);
});

// Rows are in the manifest's order, and an earlier shard may be committed after a later one: what was full may move.
test('a list that grows: what is on screen is fetched again, and nothing else is kept', async () => {
  const { pages, list, answerAll, froms } = slowList(14);
  pages.want([0, 20]);
  await answerAll();
  expect([froms(), pages.total, pages.at(14)]).toEqual([[0, 10], 14, undefined]);
  list.total = 23;
  pages.refresh();
  await answerAll();
  expect([froms(), pages.total, pages.at(14)]).toEqual([[0, 10], 23, 14]);
});

test('closing gives up what is on its way', () => {
  const { pages, asked } = slowList(100);
  pages.want([0, 10]);
  pages.close();
  expect(asked[0]!.signal.aborted).toBe(true);
});
