import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, bestIou, centreBox, clipBox, iou, wholeBox } from '../src/index.js';

const arbitraryBox = fc
  .tuple(fc.nat(400), fc.nat(400), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }))
  .map(([x, y, w, h]): Box => [x, y, x + w, y + h]);

describe('iou', () => {
  it('is half-open and continuous', () => {
    expect(iou([0, 0, 2, 2], [1, 0, 3, 2])).toBe(1 / 3);
    expect(iou([0, 0, 2, 2], [2, 0, 4, 2])).toBe(0);
    expect(iou([0, 0, 0.5, 1], [0, 0, 1, 1])).toBe(0.5);
    expect(iou([3, 3, 3, 3], [3, 3, 3, 3])).toBe(0);
  });

  it('is symmetric, 1 for equal boxes, and decides one half as integers do', () => {
    fc.assert(
      fc.property(arbitraryBox, arbitraryBox, (a, b) => {
        const area = (box: Box) => (box[2] - box[0]) * (box[3] - box[1]);
        const both =
          Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
          Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
        expect(iou(a, b)).toBe(iou(b, a));
        expect(iou(a, a)).toBe(1);
        expect(iou(a, b) >= 0.5).toBe(2 * both >= area(a) + area(b) - both);
      }),
    );
  });

  it('takes the best of the true boxes', () => {
    const truths: Box[] = [
      [5, 5, 6, 6],
      [0, 0, 4, 2],
      [9, 9, 10, 10],
    ];
    expect(bestIou([0, 0, 4, 4], truths)).toBe(0.5);
    expect(bestIou(null, truths)).toBe(0);
    expect(bestIou([0, 0, 4, 4], [])).toBe(0);
  });
});

describe('clipBox', () => {
  it('keeps what is inside', () => {
    expect(clipBox([-3, 2, 50, 8.5], 20, 10)).toEqual([0, 2, 20, 8.5]);
    expect(clipBox([20, 0, 30, 5], 20, 10)).toBeNull();
    expect(clipBox([5, 5, 5, 9], 20, 10)).toBeNull();
    expect(clipBox([Number.NaN, 0, 5, 5], 20, 10)).toBeNull();
  });
});

describe('baselines', () => {
  it('are the centred box of half the area and the whole image', () => {
    const [x0, y0, x1, y1] = centreBox(40, 30);
    expect((x1 - x0) * (y1 - y0)).toBeCloseTo(600, 9);
    expect([x0 + x1, y0 + y1]).toEqual([40, 30]);
    expect((x1 - x0) / (y1 - y0)).toBeCloseTo(4 / 3, 12);
    expect(wholeBox(40, 30)).toEqual([0, 0, 40, 30]);
  });
});
