import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompareState, readCompareQuery, writeCompareQuery } from '../../src/compare/compare-query.js';
import { orders } from '../../src/compare/pair-orders.js';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const state: fc.Arbitrary<CompareState> = fc.record({
  first: fc.string({ maxLength: 20 }),
  second: fc.string({ maxLength: 20 }),
  order: fc.constantFrom(...orders),
  policy: fc.string({ maxLength: 20 }),
  threshold: fc.option(share),
  heat: share,
});

test('a link compares what its writer compared', () => {
  fc.assert(
    fc.property(state, (seen) => {
      expect(readCompareQuery(new URLSearchParams(writeCompareQuery(seen).toString()))).toEqual(seen);
    }),
  );
});

test('nothing chosen is no query, and nonsense is nothing chosen', () => {
  const nothing = readCompareQuery(new URLSearchParams());
  expect(writeCompareQuery(nothing).toString()).toBe('');
  expect(readCompareQuery(new URLSearchParams('sort=best&threshold=-1&heat=2'))).toEqual(nothing);
});
