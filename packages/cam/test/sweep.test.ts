import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Component,
  type Connectivity,
  components,
  interpolatedMax,
  sweepThresholds,
  thresholdOf,
} from '../src/index.js';
import { arbitraryCase, type Case, propertyRuns } from './arbitrary-map.js';

/** What a sweep gives, as `components` would at each threshold. */
function swept({ map, h, w, width, height }: Case, n: number, links: Connectivity): Component[][] {
  const levels: Component[][] = [];
  sweepThresholds(map, h, w, width, height, n, links, (index, found) => {
    const { pixels, first, left, right, bottom } = found;
    levels[index] = Array.from({ length: found.count }, (_, i): Component => {
      const top = Math.floor(first[i]! / width);
      return { pixels: pixels[i]!, box: [left[i]!, top, right[i]!, bottom[i]!], first: first[i]! };
    }).sort((a, b) => a.first - b.first);
  });
  return levels;
}

function oneByOne({ map, h, w, width, height }: Case, n: number, links: Connectivity): Component[][] {
  const maximum = interpolatedMax(map, h, w, width, height);
  if (!(maximum > 0)) return [];
  return Array.from({ length: n }, (_, i) => [
    ...components(map, h, w, width, height, thresholdOf(i / n, maximum), links)!,
  ]);
}

describe('sweepThresholds', () => {
  it('finds at each threshold what components finds there', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(
        arbitraryCase,
        fc.constantFrom(1, 2, 7, 20, 64),
        fc.constantFrom<Connectivity>(4, 8),
        (one, n, links) => {
          expect(swept(one, n, links)).toEqual(oneByOne(one, n, links));
        },
      ),
      { numRuns: propertyRuns / 2 },
    );
  });

  it('does so for a thousand thresholds', () => {
    const map = Float32Array.from({ length: 49 }, (_, i) => Math.sin(i * 1.7) + Math.cos(i * 0.3));
    const one = { map, h: 7, w: 7, width: 500, height: 375 };
    expect(swept(one, 1000, 8)).toEqual(oneByOne(one, 1000, 8));
  });

  it('visits nothing where the map is nowhere positive or not finite', () => {
    for (const value of [-1, 0, Number.NaN, Infinity])
      expect(swept({ map: new Float32Array(4).fill(value), h: 2, w: 2, width: 9, height: 9 }, 10, 8)).toEqual(
        [],
      );
  });
});
