/** Credits by weight, whole ones, none left over while somebody wants it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Claim, shareWindow } from '../src/share-window.js';

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

/** What the shares are, credit by credit. */
function sharesByDefinition(window: number, all: readonly Claim[]): number[] {
  const shares = all.map(({ wants }) => Math.min(1, wants));
  for (let left = window - shares.reduce((sum, share) => sum + share, 0); left > 0; left--) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const [i, { weight, wants }] of all.entries()) {
      const next = (shares[i]! + 1) / weight;
      if (shares[i]! < wants && next < least) {
        best = i;
        least = next;
      }
    }
    if (best < 0) break;
    shares[best]! += 1;
  }
  return shares;
}

test('the shares are those that come of giving one credit after the other', () => {
  // As the scheduler weighs: a tenant's weight, divided by the priorities of its runs; many of them alike.
  const weight = fc.oneof(
    fc.constantFrom(0.1, 1, 1 / 3),
    fc
      .tuple(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 900 }),
      )
      .map(([tenant, priority, others]) => (tenant * priority) / (priority + others)),
  );
  const wants = fc.oneof(fc.nat(5), fc.nat(500), fc.constant(4_000_000));
  fc.assert(
    fc.property(
      fc.oneof(fc.nat(40), fc.nat(3_000), fc.constant(8_192)),
      fc.array(fc.record({ weight, wants }), { maxLength: 30 }),
      (window, all) => {
        expect(shareWindow(window, all)).toEqual(sharesByDefinition(window, all));
      },
    ),
    { numRuns: Number(process.env.CAMFLEET_PROPERTY_RUNS ?? 500) },
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
