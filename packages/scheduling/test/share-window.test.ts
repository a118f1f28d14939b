/** Credits by weight, whole ones, none left over while somebody wants it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareWindow } from '../src/share-window.js';

const claims = fc.array(fc.record({ weight: fc.integer({ min: 1, max: 100 }), wants: fc.nat(500) }), {
  maxLength: 20,
});

test('nobody gets more than wanted, nobody who wants gets none, and nothing is left over', () => {
  fc.assert(
    fc.property(fc.nat(200), claims, (window, all) => {
      const shares = shareWindow(window, all);
      const sum = shares.reduce((total, share) => total + share, 0);
      const wanted = all.reduce((total, { wants }) => total + wants, 0);
      for (const [i, { wants }] of all.entries()) {
        expect(shares[i]).toBeLessThanOrEqual(wants);
        expect(shares[i]).toBeGreaterThanOrEqual(Math.min(1, wants));
      }
      expect(sum).toBeLessThanOrEqual(Math.max(window, all.length));
      expect(sum).toBeGreaterThanOrEqual(Math.min(window, wanted));
    }),
  );
});

test('who wants more than there is shares by weight to within one credit', () => {
  expect(
    shareWindow(
      40,
      [1, 3].map((weight) => ({ weight, wants: 1_000 })),
    ),
  ).toEqual([10, 30]);
  expect(
    shareWindow(64, [
      { weight: 1, wants: 1_000 },
      { weight: 1, wants: 2 },
    ]),
  ).toEqual([62, 2]);
});
