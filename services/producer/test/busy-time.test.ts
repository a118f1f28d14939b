/** Time in which a run was worked on. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBusyTime } from '../src/busy-time.js';

const at = (ms: number, seconds: number) => ({
  startedAt: new Date(ms).toISOString(),
  seconds,
  paddedImages: 0,
  fetchedBytes: 0,
});

test('counts overlaps once and pauses not at all', () => {
  const busy = createBusyTime();
  expect(busy.seconds()).toBe(0);
  for (const one of [at(0, 2), at(10_000, 0.5), at(1_000, 2), at(1_500, 0.1)]) busy.add(one);
  expect(busy.seconds()).toBe(3.5);
});

test('is the measure of the union, in whatever order spans come', () => {
  const spans = fc.array(fc.record({ start: fc.nat(50), length: fc.nat(20) }), { maxLength: 30 });
  fc.assert(
    fc.property(spans, (all) => {
      const busy = createBusyTime();
      const seconds = new Set<number>();
      for (const { start, length } of all) {
        busy.add(at(start * 1_000, length));
        for (let second = start; second < start + length; second++) seconds.add(second);
      }
      expect(busy.seconds()).toBe(seconds.size);
    }),
  );
});
