/** When the progress of a run is told. */
import type { RunProgress } from '@camfleet/contracts';
import { expect, it } from 'vitest';
import { isNews, isPublishDue, type RunBook } from '../src/run-book.js';

it('tells a new state at once, news five times a second, and what stands still once an hour', () => {
  const book = { lookedAt: 0, shown: { state: null, text: '', at: 0 } } as RunBook;
  const at = (now: number, state: RunProgress['state'], rows: number) =>
    isPublishDue(book, state, now) && isNews(book, { state, rows } as RunProgress, now);
  expect(at(1_000_000, 'running', 1)).toBe(true);
  expect(at(1_000_100, 'running', 2)).toBe(false);
  expect(at(1_000_150, 'paused', 2)).toBe(true);
  expect(at(1_000_400, 'paused', 3)).toBe(true);
  expect(at(1_060_400, 'paused', 3)).toBe(false);
  expect(at(4_600_400, 'paused', 3)).toBe(true);
});

it('looks for news of what stands still no more often than of what goes on', () => {
  const book = { lookedAt: 0, shown: { state: null, text: '', at: 0 } } as RunBook;
  const progress = { state: 'running' } as RunProgress;
  let looks = 0;
  for (let now = 1_000_000; now < 1_001_000; now += 10) {
    if (!isPublishDue(book, 'running', now)) continue;
    looks += 1;
    isNews(book, progress, now);
  }
  expect(looks).toBe(5);
});
