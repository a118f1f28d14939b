/** What a busy worker was seen to do. */
import { expect, it } from 'vitest';
import { createWorkerRates } from '../src/worker-rates.js';

const word = (images: number, atSeconds: number, inHand = 2, queue: string | null = 'q') => ({
  queue,
  inHand,
  images,
  at: atSeconds * 1_000,
});
const of = (...words: ReturnType<typeof word>[]) => new Map(words.map((one, i) => [`w${i}`, one]));

it('is the mean of busy workers, idle ones left out', () => {
  const rates = createWorkerRates();
  expect(rates.of('q')).toBeNull();
  rates.take(of(word(0, 0), word(0, 0), word(0, 0, 0)));
  rates.take(of(word(100, 10), word(300, 10), word(0, 10, 0)));
  expect(rates.of('q')).toBe(20);
});

it('is remembered when nobody works any more', () => {
  const rates = createWorkerRates();
  rates.take(of(word(0, 0)));
  rates.take(of(word(50, 10)));
  rates.take(of(word(50, 20, 0)));
  rates.take(of(word(50, 9_000, 0)));
  expect(rates.of('q')).toBe(50 / 20);
});

it('is nothing where workers swapped their model, or began anew', () => {
  const rates = createWorkerRates();
  rates.take(of(word(0, 0, 2, 'other')));
  rates.take(of(word(50, 10)));
  expect(rates.of('q')).toBeNull();
  rates.take(of(word(10, 20)));
  expect(rates.of('q')).toBeNull();
});

it('is 0 only when long work has brought nothing about', () => {
  const rates = createWorkerRates();
  rates.take(of(word(7, 0)));
  rates.take(of(word(7, 60)));
  expect(rates.of('q')).toBeNull();
  rates.take(of(word(7, 130)));
  expect(rates.of('q')).toBe(0);
  rates.take(of(word(137, 260)));
  expect(rates.of('q')).toBe(0.5);
});

it('is remembered of the queues that were served last', () => {
  const rates = createWorkerRates();
  const serve = (queue: string, atSeconds: number) => {
    rates.take(of(word(0, atSeconds, 2, queue)));
    rates.take(of(word(10, atSeconds + 1, 2, queue)));
  };
  serve('first', 0);
  serve('second', 2);
  for (let i = 0; i < 998; i++) serve(`other ${i}`, 4 + 2 * i);
  serve('first', 2_000);
  serve('one more', 2_002);
  expect(rates.of('first')).toBe(10);
  expect(rates.of('second')).toBeNull();
});
