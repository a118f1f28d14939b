/** Enlargement samples at pixel centres: what a triangle filter of one input pixel's support gives. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enlarge } from '../src/enlarge.js';

const grey = (values: number[]) => new Uint8Array(values.flatMap((value) => [value, value, value]));
const row = (values: number[], width: number) =>
  [...enlarge(grey(values), { width: values.length, height: 1 }, { width, height: 1 })].filter(
    (_, i) => i % 3 === 0,
  );

test('twice the width, by hand', () => {
  expect(row([0, 100, 200], 6)).toEqual([0, 25, 75, 125, 175, 200]);
});

test('the same size is the same picture', () => {
  expect(row([3, 1, 4, 1, 5], 5)).toEqual([3, 1, 4, 1, 5]);
});

test('mirroring and enlarging commute, and no value leaves the range of the input', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255), { minLength: 1, maxLength: 20 }), fc.nat(60), (values, more) => {
      const width = values.length + more;
      const wide = row(values, width);
      expect(row(values.toReversed(), width).toReversed()).toEqual(wide);
      expect(Math.max(...wide)).toBeLessThanOrEqual(Math.max(...values));
      expect(Math.min(...wide)).toBeGreaterThanOrEqual(Math.min(...values));
    }),
  );
});

test('rows and columns are treated alike', () => {
  const column = enlarge(grey([0, 100, 200]), { width: 1, height: 3 }, { width: 1, height: 6 });
  expect([...column].filter((_, i) => i % 3 === 0)).toEqual([0, 25, 75, 125, 175, 200]);
});
