/** The population stability index, and which images it is about. */
import { scoreBins } from '@camfleet/contracts';
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
  // What was two hours ago is not now.
  expect(drift.psi(start + 6.5 * hour)).toBeNull();
});

it('says nothing of few images', () => {
  const drift = createScoreDrift();
  drift.add(record(0, 1, 199));
  drift.add(record(2, 9));
  expect(drift.psi(start + 2.1 * hour)).toBeNull();
});
