import { expect, it } from 'vitest';
import { createRandom } from '../src/random.js';

const draw = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.between(0, 1));
};

it('the same seed gives the same numbers, neighbours give others', () => {
  expect(draw(5, 100)).toEqual(draw(5, 100));
  expect(new Set([...draw(5, 100), ...draw(6, 100)]).size).toBe(200);
});

it('numbers are spread evenly, within a seed and over seeds', () => {
  for (const numbers of [draw(1, 20_000), Array.from({ length: 20_000 }, (_, seed) => draw(seed, 1)[0]!)]) {
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => numbers.filter((value) => Math.floor(10 * value) === tenth).length,
    );
    // Each has 2000 on average, with a deviation of 42.
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(250);
  }
});

it('whole numbers and picks stay in their range, chances come true as often as they should', () => {
  const random = createRandom(9);
  const wholes = Array.from({ length: 1_000 }, () => random.whole(4));
  expect(new Set(wholes)).toEqual(new Set([0, 1, 2, 3]));
  const truths = Array.from({ length: 10_000 }, () => random.chance(0.3)).filter(Boolean).length;
  expect(Math.abs(truths - 3_000)).toBeLessThan(250);
});
