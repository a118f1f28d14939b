/** Which model a worker serves next. */
import { expect, test } from 'vitest';
import { chooseModel } from '../src/choose-model.js';

const stayMs = 30_000;
const demand = (queue: string, jobs: number, workers: number) => ({ queue, jobs, workers });

test('a worker keeps its model while there is work for it, and others have workers', () => {
  expect(chooseModel('a', [demand('a', 1, 1), demand('b', 50, 1)], stayMs * 2, stayMs)).toBeNull();
});

test('a worker without work goes where a worker has most to do', () => {
  expect(chooseModel('a', [demand('a', 0, 1), demand('b', 10, 4), demand('c', 5, 0)], 0, stayMs)).toBe('c');
  expect(chooseModel(null, [demand('b', 10, 0)], 0, stayMs)).toBe('b');
});

test('a worker without work anywhere keeps what it has loaded', () => {
  expect(chooseModel('a', [demand('a', 0, 1), demand('b', 0, 0)], stayMs, stayMs)).toBeNull();
});

test('a model that nobody serves gets a worker in the end, also where every other has work', () => {
  const demands = [demand('a', 1_000, 1), demand('b', 1, 0)];
  expect(chooseModel('a', demands, stayMs - 1, stayMs)).toBeNull();
  expect(chooseModel('a', demands, stayMs, stayMs)).toBe('b');
});
