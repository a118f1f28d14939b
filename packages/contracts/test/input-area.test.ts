/** What the input shows of a picture, and the way of points and boxes there and back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputArea, resizeModes } from '../src/input-area.js';

const size = (max: number) =>
  fc.record({ width: fc.integer({ min: 1, max }), height: fc.integer({ min: 1, max }) });
const settings = fc.record({
  resize: fc.constantFrom(...resizeModes),
  cropShare: fc.double({ min: 0.05, max: 1, noNaN: true }),
});

test.each([
  ['squash', { left: 0, top: 0, width: 500, height: 375 }],
  ['centre-crop', { left: 86, top: 23, width: 328, height: 328 }],
  ['letterbox', { left: 0, top: -63, width: 500, height: 500 }],
] as const)('%s of 500 × 375 into 224 × 224', (resize, area) => {
  expect(inputArea({ width: 500, height: 375 }, { width: 224, height: 224 }, { resize })).toEqual(area);
});

test('the area is whole pixels, centred, of the shape of the input, and inside or around the picture', () => {
  fc.assert(
    fc.property(size(5000), size(512), settings, (picture, input, how) => {
      const area = inputArea(picture, input, how);
      expect(Object.values(area).every(Number.isInteger)).toBe(true);
      for (const [start, length, whole] of [
        [area.left, area.width, picture.width],
        [area.top, area.height, picture.height],
      ] as const) {
        expect(length).toBeGreaterThan(0);
        expect(Math.abs(start - (whole - start - length))).toBeLessThanOrEqual(1);
        if (how.resize === 'centre-crop') expect(start >= 0 && start + length <= whole).toBe(true);
        if (how.resize === 'letterbox') expect(start <= 0 && start + length >= whole).toBe(true);
        if (how.resize === 'squash') expect([start, length]).toEqual([0, whole]);
      }
      // One side is rounded to a whole pixel, so that the shape is the input's but for a pixel of that side.
      if (how.resize !== 'squash' && Math.min(area.width, area.height) > 1) {
        expect(Math.abs(area.width * input.height - area.height * input.width)).toBeLessThanOrEqual(
          input.width + input.height,
        );
      }
    }),
    { numRuns: 1000 },
  );
});
