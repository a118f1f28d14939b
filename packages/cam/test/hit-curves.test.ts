import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Box,
  bestHits,
  bestIou,
  components,
  curves,
  gridSize,
  hitCurves,
  hitsOf,
  interpolatedMax,
  locate,
  pointsAt,
  thresholdOf,
} from '../src/index.js';
import { arbitraryCase, propertyRuns, propertyTimeoutMs } from './arbitrary-map.js';
import { denseImage, denseMax } from './dense.js';
import { largestAt } from './largest-at.js';

/** A box in shares of the image's sides. */
const arbitraryShares = fc.tuple(
  fc.nat(90),
  fc.nat(90),
  fc.integer({ min: 5, max: 100 }),
  fc.integer({ min: 5, max: 100 }),
);

const boxIn = (width: number, height: number, [x, y, w, h]: readonly number[]): Box => [
  (x! / 100) * width,
  (y! / 100) * height,
  Math.min(((x! + w!) / 100) * width, width),
  Math.min(((y! + h!) / 100) * height, height),
];

describe('hitCurves', () => {
  it('says at each threshold what drawing boxes there says', { timeout: propertyTimeoutMs }, () => {
    fc.assert(
      fc.property(
        arbitraryCase,
        fc.array(arbitraryShares, { maxLength: 3 }),
        fc.array(fc.nat(gridSize - 1), { minLength: 12, maxLength: 12 }),
        ({ map, h, w, width, height }, shares, indices) => {
          const truths = shares.map((one) => boxIn(width, height, one));
          const changes = hitCurves(map, h, w, width, height, truths);
          const hits = Object.fromEntries(curves.map((curve) => [curve, hitsOf(changes, curve)]));
          const maximum = interpolatedMax(map, h, w, width, height);
          for (const index of [0, 1, gridSize - 1, ...indices]) {
            const share = index / gridSize;
            const policy = largestAt(share);
            const all =
              maximum > 0 ? components(map, h, w, width, height, thresholdOf(share, maximum), 8)! : [];
            const any = Math.max(0, ...all.map(({ box }) => bestIou(box, truths)));
            const largest = bestIou(locate(map, h, w, width, height, policy), truths);
            expect(curves.map((curve) => hits[curve]![index])).toEqual(
              [largest >= 0.5, any >= 0.3, any >= 0.5, any >= 0.7].map(Number),
            );
          }
        },
      ),
      { numRuns: propertyRuns(4) },
    );
  });

  it('knows the largest component at every threshold, however many there are', {
    timeout: propertyTimeoutMs,
  }, () => {
    const side = fc.integer({ min: 5, max: 14 });
    fc.assert(
      fc.property(
        side,
        fc.array(fc.integer({ min: -300, max: 700 }), { minLength: 196, maxLength: 196 }),
        arbitraryShares,
        (n, values, shares) => {
          const map = Float32Array.from(values.slice(0, n * n));
          const truths = [boxIn(90, 70, shares)];
          const hits = hitsOf(hitCurves(map, n, n, 90, 70, truths), 'largest50');
          const maximum = interpolatedMax(map, n, n, 90, 70);
          for (let index = 0; maximum > 0 && index < gridSize; index += 3) {
            const policy = largestAt(index / gridSize);
            const isRight = bestIou(locate(map, n, n, 90, 70, policy), truths) >= 0.5;
            expect([index, hits[index]]).toEqual([index, Number(isRight)]);
          }
        },
      ),
      { numRuns: propertyRuns(30) },
    );
  });

  it('keeps changes only', () => {
    // A slope over one row of 1000 pixels: the box at threshold i / 1000 is about [i, 1000), the true one [400, 1000).
    const changes = hitCurves(Float32Array.of(0, 1), 1, 2, 1000, 1, [[400, 0, 1000, 1]]);
    expect(Object.keys(changes).length).toBeLessThanOrEqual(8);
    expect(bestHits(changes, 'any70').hits).toBe(1);
    expect(hitsOf(changes, 'any70')[gridSize - 1]).toBe(0);
    expect(bestHits({}, 'any30')).toEqual({ hits: 0, threshold: 0 });
  });
});

describe('pointsAt', () => {
  it('asks where the first pixel of the maximum lies', () => {
    fc.assert(
      fc.property(arbitraryCase, arbitraryShares, ({ map, h, w, width, height }, shares) => {
        const image = denseImage(map, h, w, width, height);
        const box = boxIn(width, height, shares);
        const at = image.indexOf(denseMax(image));
        const [x, y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5];
        const isIn = x >= box[0] && x < box[2] && y >= box[1] && y < box[3];
        expect(pointsAt(map, h, w, width, height, [box])).toBe(denseMax(image) > 0 && isIn);
      }),
      { numRuns: 500 },
    );
  });
});
