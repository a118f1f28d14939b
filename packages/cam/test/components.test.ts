import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Connectivity, components, interpolatedMax, thresholdOf } from '../src/index.js';
import { arbitraryCase, propertyRuns, propertyTimeoutMs } from './arbitrary-map.js';
import { denseComponents, denseImage, denseMax } from './dense.js';

/** A threshold: a share of the maximum, a value that occurs in the image or in the map, or one beyond all. */
const arbitraryThreshold = fc.oneof(
  fc.record({ kind: fc.constant('share' as const), value: fc.constantFrom(0.05, 0.2, 0.5, 0.9, 1) }),
  fc.record({ kind: fc.constant('pixel' as const), value: fc.nat() }),
  fc.record({ kind: fc.constant('sample' as const), value: fc.nat() }),
  fc.record({ kind: fc.constant('plain' as const), value: fc.constantFrom(0, -1, 0.5, -Infinity, Infinity) }),
);

describe('components', () => {
  it('equals the flood fill of the dense image', { timeout: propertyTimeoutMs }, () => {
    fc.assert(
      fc.property(
        arbitraryCase,
        arbitraryThreshold,
        fc.constantFrom<Connectivity>(4, 8),
        (one, at, links) => {
          const { map, h, w, width, height } = one;
          const image = denseImage(map, h, w, width, height);
          const threshold = {
            share: () => denseMax(image) * at.value,
            pixel: () => image[at.value % image.length]!,
            sample: () => map[at.value % map.length]!,
            plain: () => at.value,
          }[at.kind]();
          expect(components(map, h, w, width, height, threshold, links)).toEqual(
            denseComponents(image, width, height, threshold, links),
          );
        },
      ),
      { numRuns: propertyRuns() },
    );
  });

  it('equals it where a row is flat but for rounding, at the threshold', () => {
    // In the middle row of a saddle both samples are (p + q) / 2, an ulp apart or equal, by rounding alone.
    for (let seed = 0; seed < 60; seed++) {
      const [p, q] = [Math.fround(0.1 + seed / 77), Math.fround(0.7 + seed / 31)];
      const map = Float32Array.of(p, q, q, p);
      const [width, height] = [150 + seed, 7 + 2 * (seed % 3)];
      const image = denseImage(map, 2, 2, width, height);
      const middle = ((height - 1) / 2) * width;
      for (const threshold of [image[middle]!, image[middle + width - 1]!])
        expect(components(map, 2, 2, width, height, threshold, 8)).toEqual(
          denseComponents(image, width, height, threshold, 8),
        );
    }
  });

  it('has a pixel at the threshold in, and out where the threshold is one ulp higher', () => {
    const ulpAbove = (value: number): number => {
      const bits = new BigInt64Array(Float64Array.of(value).buffer);
      bits[0]! += 1n;
      return new Float64Array(bits.buffer)[0]!;
    };
    const positive = arbitraryCase.filter(
      ({ map, h, w, width, height }) => interpolatedMax(map, h, w, width, height) > 0,
    );
    fc.assert(
      fc.property(positive, fc.nat(), ({ map, h, w, width, height }, nth) => {
        const image = denseImage(map, h, w, width, height);
        const maximum = interpolatedMax(map, h, w, width, height);
        const pixels = (threshold: number): number =>
          components(map, h, w, width, height, threshold, 8)!.reduce((sum, one) => sum + one.pixels, 0);
        expect(pixels(thresholdOf(1, maximum))).toBe(image.filter((value) => value === maximum).length);
        const value = image.filter((one) => one > 0)[nth % image.filter((one) => one > 0).length]!;
        const equal = image.filter((one) => one === value).length;
        expect(pixels(value) - pixels(ulpAbove(value))).toBe(equal);
      }),
      { numRuns: Math.min(propertyRuns(), 2000) },
    );
  });

  it('tells a diagonal contact from a shared side', () => {
    const map = Float32Array.of(1, 0, 0, 1);
    expect(components(map, 2, 2, 2, 2, 1, 8)).toEqual([{ pixels: 2, box: [0, 0, 2, 2], first: 0 }]);
    expect(components(map, 2, 2, 2, 2, 1, 4)).toEqual([
      { pixels: 1, box: [0, 0, 1, 1], first: 0 },
      { pixels: 1, box: [1, 1, 2, 2], first: 3 },
    ]);
  });

  it('keeps thousands of components apart', () => {
    const map = Float32Array.from({ length: 64 * 64 }, (_, i) => (Math.floor(i / 64) + (i % 64)) % 2);
    const image = denseImage(map, 64, 64, 640, 480);
    const found = components(map, 64, 64, 640, 480, 0.9, 4)!;
    expect(found.length).toBeGreaterThan(1900);
    expect(found).toEqual(denseComponents(image, 640, 480, 0.9, 4));
  });

  it('holds at 4000×3000', () => {
    const map = Float32Array.from({ length: 49 }, (_, i) => Math.sin(i * 1.7) + Math.cos(i * 0.3));
    const image = denseImage(map, 7, 7, 4000, 3000);
    expect(components(map, 7, 7, 4000, 3000, 0.4, 8)).toEqual(denseComponents(image, 4000, 3000, 0.4, 8));
  }, 60_000);

  it.each([Number.NaN, Infinity, -Infinity])('gives null for a map holding %s', (value) => {
    expect(components(Float32Array.of(1, value, 3, 4), 2, 2, 20, 10, 0.5, 8)).toBeNull();
  });

  it('finds nothing at a threshold that is NaN', () => {
    expect(components(Float32Array.of(1, 2, 3, 4), 2, 2, 20, 10, Number.NaN, 8)).toEqual([]);
  });

  it('refuses impossible shapes', () => {
    const map = Float32Array.of(1, 2, 3, 4);
    expect(() => components(map, 2, 3, 20, 10, 0.5, 8)).toThrow('a map of 2×3 holds 6 values, not 4');
    for (const [width, height] of [
      [0, 5],
      [5, -1],
      [1.5, 5],
      [Number.NaN, 5],
      [2 ** 21, 5],
    ] as const)
      expect(() => components(map, 2, 2, width, height, 0.5, 8)).toThrow(RangeError);
  });
});
