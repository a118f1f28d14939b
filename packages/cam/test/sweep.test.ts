import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, components, interpolatedMax, sweepThresholds, thresholdOf } from '../src/index.js';
import { arbitraryCase, type Case, propertyRuns, propertyTimeoutMs } from './arbitrary-map.js';
import { denseComponents, denseImage, denseMax } from './dense.js';

/** The boxes of a sweep by threshold, in raster order; null where it leaves the answer to `components`. */
function swept({ map, h, w, width, height }: Case, n: number): (Box[] | null)[] {
  const sweep = sweepThresholds(map, h, w, width, height, n);
  if (sweep === null) return [];
  const { trees, birth, death, base, first, left, right, bottom, doubtful } = sweep;
  return Array.from({ length: n }, (_, level) => {
    if (doubtful[level] === 1) return null;
    return trees
      .filter((tree) => birth[tree]! >= level && death[tree]! < level)
      .map((tree) => base[tree]! + level)
      .sort((a, b) => first[a]! - first[b]!)
      .map((at) => [left[at]!, Math.floor(first[at]! / width), right[at]!, bottom[at]!]);
  });
}

function oneByOne({ map, h, w, width, height }: Case, n: number): Box[][] {
  const maximum = interpolatedMax(map, h, w, width, height);
  if (!(maximum > 0)) return [];
  return Array.from({ length: n }, (_, i) =>
    components(map, h, w, width, height, thresholdOf(i / n, maximum), 8)!.map(({ box }) => box),
  );
}

/** What the sweep says, held against what it should: where it leaves the answer open there is nothing to hold. */
function expectEqual(found: readonly (Box[] | null)[], wanted: readonly Box[][]): void {
  expect(found.length).toBe(wanted.length);
  expect(found.map((boxes, i) => boxes ?? wanted[i])).toEqual(wanted);
}

describe('sweepThresholds', () => {
  it('finds at each threshold the boxes that components finds there', { timeout: propertyTimeoutMs }, () => {
    fc.assert(
      fc.property(arbitraryCase, fc.constantFrom(1, 2, 7, 20, 64), (one, n) => {
        expectEqual(swept(one, n), oneByOne(one, n));
      }),
      { numRuns: propertyRuns(2) },
    );
  });

  it('finds those of the dense definition', { timeout: propertyTimeoutMs }, () => {
    fc.assert(
      fc.property(arbitraryCase, fc.constantFrom(3, 16), (one, n) => {
        const image = denseImage(one.map, one.h, one.w, one.width, one.height);
        const maximum = denseMax(image);
        const boxesAt = (i: number) =>
          denseComponents(image, one.width, one.height, thresholdOf(i / n, maximum), 8).map(({ box }) => box);
        expectEqual(swept(one, n), maximum > 0 ? Array.from({ length: n }, (_, i) => boxesAt(i)) : []);
      }),
      { numRuns: propertyRuns(8) },
    );
  });

  it.each([
    [7, 7, 500, 375],
    [14, 14, 500, 375],
    // Two or three rows a cell.
    [14, 14, 40, 35],
    [7, 7, 4000, 3000],
    [1, 9, 300, 200],
    [9, 1, 300, 200],
  ])('does so for a thousand thresholds, and leaves none open (%i×%i over %i×%i)', (h, w, width, height) => {
    for (let seed = 0; seed < 6; seed++) {
      const map = Float32Array.from({ length: h * w }, (_, i) =>
        Math.fround(Math.sin(i * 1.7 + seed) + Math.cos(i * 0.3 * seed) + 0.2),
      );
      const one = { map, h, w, width, height };
      const found = swept(one, 1000);
      expect(found).not.toContain(null);
      expectEqual(found, oneByOne(one, 1000));
    }
  });

  it.each([3, 4, 5, 50])('joins two columns that cross on the way down (%i rows)', (height) => {
    for (const map of [Float32Array.of(8, 0, 1, 9), Float32Array.of(0, 8, 9, 1)]) {
      const one = { map, h: 2, w: 2, width: 2, height };
      const found = swept(one, 1000);
      expect(found[700]).toHaveLength(2);
      expect(found[443]).toHaveLength(1);
      expectEqual(found, oneByOne(one, 1000));
    }
  });

  it('leaves everything open where values cancel, so that all that is positive came of rounding', () => {
    const crest = fc.record({
      crest: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }),
      w: fc.constantFrom(3, 5),
      height: fc.integer({ min: 2, max: 60 }),
    });
    const wasPositive: boolean[] = [];
    fc.assert(
      fc.property(crest, fc.constantFrom(20, 1000), ({ crest, w, height }, n) => {
        // A quarter of the way from b to −3b lies 0, and no pixel lies nearer to b.
        const map = Float32Array.from(
          crest.flatMap((b) => Array.from({ length: w }, (_, x) => (x % 2 === 1 ? b : -3 * b))),
        );
        const one = { map, h: crest.length, w, width: 2 * w, height };
        const found = swept(one, n);
        wasPositive.push(found.length > 0);
        expect(found.every((boxes) => boxes === null)).toBe(true);
      }),
      { numRuns: propertyRuns(20) },
    );
    expect(wasPositive).toContain(true);
  });

  it('leaves open where rounding could decide', () => {
    // Half of the pixels equal the threshold to the last bit.
    const one = { map: Float32Array.of(4, 2, 4, 2), h: 2, w: 2, width: 50, height: 50 };
    expect(swept(one, 2)).toEqual([expect.anything(), null]);
  });

  it('gives nothing where the map is nowhere positive or not finite', () => {
    for (const value of [-1, 0, Number.NaN, Infinity])
      expect(swept({ map: new Float32Array(4).fill(value), h: 2, w: 2, width: 9, height: 9 }, 10)).toEqual(
        [],
      );
  });
});
