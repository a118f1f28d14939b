/** The population stability index, and which images it is about. */
import { scoreBins } from '@camfleet/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createScoreDrift, stabilityIndex } from '../src/score-drift.js';

it('is the sum of (p - q) ln(p / q)', () => {
  const even = [500, 500];
  expect(stabilityIndex(even, even)).toBe(0);
  // Without the half image: (0.8 - 0.5) ln 1.6 + (0.2 - 0.5) ln 0.4 = 0.4159.
  expect(stabilityIndex([80_000, 20_000], [50_000, 50_000])).toBeCloseTo(0.4159, 4);
  expect(Number.isFinite(stabilityIndex([1_000, 0], [0, 1_000]))).toBe(true);
});

const start = Date.parse('2026-01-01T00:00:00Z');
const hour = 3_600_000;
const record = (hours: number, bin: number, images = 300) => ({
  scores: { [bin]: images },
  timings: {
    startedAt: new Date(start + hours * hour).toISOString(),
    seconds: 1,
    paddedImages: 0,
    fetchedBytes: 0,
  },
});

it('holds the last hour against the first', () => {
  const drift = createScoreDrift();
  drift.add(record(0, scoreBins - 1));
  expect(drift.psi(start + hour / 2)).toBeNull();
  drift.add(record(2, scoreBins - 1));
  expect(drift.psi(start + 2.1 * hour)).toBe(0);
  drift.add(record(4, 3));
  expect(drift.psi(start + 4.1 * hour)).toBeGreaterThan(0.25);
  // Without a moment, that of the last record.
  expect(drift.psi()).toBe(drift.psi(start + 4.05 * hour));
  // What was two hours ago is not now.
  expect(drift.psi(start + 6.5 * hour)).toBeNull();
});

it('is the same in whatever order the records come, and keeps few of them', () => {
  const records = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat(scoreBins - 1)), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(records, fc.infiniteStream(fc.nat()), (all, chance) => {
      const inOrder = createScoreDrift();
      const shuffled = createScoreDrift();
      const order = all
        .map((one) => ({ one, at: chance.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one);
      for (const [tenths, bin] of all.toSorted(([a], [b]) => a - b)) inOrder.add(record(tenths / 10, bin));
      for (const [tenths, bin] of order) shuffled.add(record(tenths / 10, bin));
      expect(shuffled.psi()).toBe(inOrder.psi());
    }),
  );
});

it('says nothing of few images', () => {
  const drift = createScoreDrift();
  drift.add(record(0, 1, 199));
  drift.add(record(2, 9));
  expect(drift.psi(start + 2.1 * hour)).toBeNull();
});
