import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Box,
  boxPolicies,
  drawBoxes,
  findPolicy,
  guessBoxes,
  iou,
  keepDistinct,
  locate,
} from '../src/index.js';
import { arbitraryCase } from './arbitrary-map.js';
import { denseComponents, denseImage, denseMax } from './dense.js';

const paper20 = findPolicy('paper-20')!;
const heuristic = findPolicy('heuristic-221')!;
const area = ([x0, y0, x1, y1]: Box) => (x1 - x0) * (y1 - y0);

describe('boxPolicies', () => {
  it('has each name once, and finds by it', () => {
    const names = boxPolicies.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
    expect(paper20.rule).toEqual({ kind: 'largest-component', shareOfMaximum: 0.2, connectivity: 8 });
    expect(findPolicy('no-such')).toBeUndefined();
  });

  it('is plain data with at most five guesses', () => {
    expect(JSON.parse(JSON.stringify(boxPolicies))).toEqual(boxPolicies);
    for (const { guesses } of boxPolicies) expect(guesses.length).toBeLessThanOrEqual(5);
  });
});

describe('keepDistinct', () => {
  const box = fc
    .tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
    .map(([x, y, w, h]): Box => [x, y, x + w, y + h]);

  it('drops just the boxes that cover more than half of a larger kept one', () => {
    const large: Box = [0, 0, 10, 10];
    expect(keepDistinct([[0, 0, 10, 6], large], 0.5)).toEqual([large]);
    expect(keepDistinct([[0, 0, 10, 5], large], 0.5)).toEqual([large, [0, 0, 10, 5]]);
    expect(keepDistinct([[5, 0, 15, 10], large], 0.5)).toEqual([
      [5, 0, 15, 10],
      [0, 0, 10, 10],
    ]);
  });

  it('keeps the largest, in order of area, and gives the same again from what it kept', () => {
    fc.assert(
      fc.property(fc.array(box), (boxes) => {
        const kept = keepDistinct(boxes, 0.5);
        expect(kept.map(area)).toEqual(kept.map(area).sort((a, b) => b - a));
        expect(kept[0] ? area(kept[0]) : 0).toBe(Math.max(0, ...boxes.map(area)));
        expect(keepDistinct(kept, 0.5)).toEqual(kept);
      }),
    );
  });
});

describe('drawBoxes', () => {
  it('draws heuristic-221 as the dense computation would', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ map, h, w, width, height }) => {
        const image = denseImage(map, h, w, width, height);
        const maximum = denseMax(image);
        const pooled = [20, 100, 110].flatMap((level) =>
          maximum > 0 ? denseComponents(image, width, height, (level / 255) * maximum, 8) : [],
        );
        const boxes = pooled.map((component) => component.box);
        expect(drawBoxes(map, h, w, width, height, heuristic)).toEqual(keepDistinct(boxes, 0.5));
      }),
      { numRuns: 500 },
    );
  });

  it('has the primary box first', () => {
    fc.assert(
      fc.property(arbitraryCase, fc.constantFrom(...boxPolicies), ({ map, h, w, width, height }, policy) => {
        const boxes = drawBoxes(map, h, w, width, height, policy);
        expect(locate(map, h, w, width, height, policy)).toEqual(boxes[0] ?? null);
      }),
      { numRuns: 300 },
    );
  });

  it('draws the published contours on the image, all of them or the largest', () => {
    const [v1, v2] = [findPolicy('wsol-v1')!, findPolicy('wsol-v2')!];
    const map = Float32Array.from({ length: 49 }, (_, i) => (i === 8 ? 8 : i === 40 || i === 33 ? 9 : -3));
    const all = drawBoxes(map, 7, 7, 448, 224, v2);
    expect(all.length).toBe(2);
    expect(drawBoxes(map, 7, 7, 448, 224, v1)).toEqual(all.slice(0, 1));
    for (const [x0, y0, x1, y1] of all) {
      expect([x0, y0, x1, y1].every(Number.isInteger)).toBe(true);
      expect(0 <= x0 && x0 < x1 && x1 <= 448 && 0 <= y0 && y0 < y1 && y1 <= 224).toBe(true);
    }
    expect(drawBoxes(Float32Array.of(5, 1), 1, 2, 2, 1, v2)).toEqual([[0, 0, 1, 1]]);
    expect(drawBoxes(new Float32Array(49).fill(-1), 7, 7, 448, 224, v1)).toEqual([]);
    expect(drawBoxes(new Float32Array(49).fill(1), 7, 7, 448, 224, v1)).toEqual([]);
  });

  it('draws a tight box inside a loose one', () => {
    const map = Float32Array.from(
      { length: 49 },
      (_, i) => ((i % 7) - 3) ** 2 + (Math.floor(i / 7) - 3) ** 2,
    );
    const blob = map.map((distance) => 10 * Math.exp(-distance / 6));
    const [loose, tight] = drawBoxes(blob, 7, 7, 70, 70, heuristic);
    expect(area(tight!)).toBeLessThan(0.5 * area(loose!));
    expect(iou(loose!, tight!)).toBe(area(tight!) / area(loose!));
  });
});

describe('guessBoxes', () => {
  const loose: Box = [0, 0, 9, 9];
  const tight: Box = [2, 2, 5, 5];

  it('gives the loose and the tight box of two classes and the loose one of the third', () => {
    const boxes = new Map<number, Box[]>([
      [7, [loose, tight]],
      [8, [loose]],
      [9, []],
    ]);
    expect(guessBoxes(heuristic, [7, 8, 9, 1, 2], boxes)).toEqual([
      { label: 7, box: loose },
      { label: 7, box: tight },
      { label: 8, box: loose },
      { label: 8, box: loose },
      { label: 9, box: null },
    ]);
  });

  it('gives one box a class for the others, as far as there are classes', () => {
    const boxes = new Map([3, 1].map((label) => [label, [loose, tight]]));
    expect(guessBoxes(paper20, [3, 1], boxes)).toEqual([
      { label: 3, box: loose },
      { label: 1, box: loose },
    ]);
    expect(() => guessBoxes(paper20, [3, 2], boxes)).toThrow('no boxes were drawn for class 2');
  });
});
