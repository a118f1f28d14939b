import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolatedMax } from '../src/index.js';
import { arbitraryCase, propertyRuns, propertyTimeoutMs } from './arbitrary-map.js';
import { denseImage, denseMax } from './dense.js';

describe('interpolatedMax', () => {
  it('equals the maximum over every pixel to the bit', { timeout: propertyTimeoutMs }, () => {
    fc.assert(
      fc.property(arbitraryCase, ({ map, h, w, width, height }) => {
        const dense = denseMax(denseImage(map, h, w, width, height));
        expect(interpolatedMax(map, h, w, width, height) === dense).toBe(true);
      }),
      { numRuns: propertyRuns() },
    );
  });

  it('does so where two opposite slopes leave only rounding to decide', () => {
    // One column falls as the other rises, and the only pixel column lies halfway: all rows are equal on paper.
    for (let seed = 0; seed < 200; seed++) {
      const [p, q] = [Math.fround(0.1 + seed / 77), Math.fround(0.7 + seed / 31)];
      const map = Float32Array.of(p, q, q, p);
      const [width, height] = [1, 101 + seed];
      const dense = denseMax(denseImage(map, 2, 2, width, height));
      expect(interpolatedMax(map, 2, 2, width, height) === dense).toBe(true);
    }
  });

  it('is NaN for a map that is not finite', () => {
    expect(interpolatedMax(Float32Array.of(1, Number.NaN), 1, 2, 9, 9)).toBeNaN();
    expect(interpolatedMax(Float32Array.of(1, Infinity), 1, 2, 9, 9)).toBeNaN();
  });
});
