import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from '../src/index.js';

const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -0),
  fc.float(),
);

describe('topK', () => {
  it('equals a stable sort, larger first, NaN last', () => {
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: -1, max: 40 }), (values, k) => {
        const logits = Float32Array.from(values);
        const order = [...logits.keys()].sort((i, j) => {
          const [a, b] = [logits[i]!, logits[j]!];
          if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
          return a === b ? 0 : a > b ? -1 : 1;
        });
        expect([...topK(logits, k)]).toEqual(order.slice(0, Math.max(k, 0)));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives ties to the lower index', () => {
    expect([...topK(Float32Array.of(1, 5, 5, 0, 5), 3)]).toEqual([1, 2, 4]);
  });
});
