/** When the progress of a run is told. */
import type { RunProgress, RunRequest } from '@camfleet/contracts';
import type { ShardQueue } from '@camfleet/queue';
import { expect, it } from 'vitest';
import { createRunBook, isNews } from '../src/run-book.js';

it('tells a new state at once, news five times a second, and what stands still once an hour', () => {
  const book = createRunBook({} as RunRequest, {} as ShardQueue);
  const at = (now: number, state: RunProgress['state'], shards: number) => {
    if (book.totals.shards !== shards) book.totals = { ...book.totals, shards };
    return isNews(book, state, null, now);
  };
  expect(at(1_000_000, 'running', 1)).toBe(true);
  expect(at(1_000_100, 'running', 2)).toBe(false);
  expect(at(1_000_150, 'paused', 2)).toBe(true);
  expect(at(1_000_400, 'paused', 3)).toBe(true);
  expect(at(1_060_400, 'paused', 3)).toBe(false);
  expect(isNews(book, 'paused', 'a reason', 1_060_500)).toBe(true);
  expect(at(4_660_400, 'paused', 3)).toBe(true);
  expect(at(4_700_400, 'paused', 3)).toBe(false);
  expect(at(8_260_400, 'paused', 3)).toBe(true);
});
