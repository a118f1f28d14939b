import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bestHits,
  type CurveChange,
  curves,
  gridSize,
  type InclusiveBox,
  publishedBoxes,
  publishedCurves,
  publishedMap,
  publishedSide,
  publishedTruth,
  quantised,
} from '../src/index.js';
import { contours } from '../src/published/contours.js';
import { resizeCubic } from '../src/published/resize-cubic.js';

type Fixture = {
  maxBoxAcc: number;
  maxBoxAccV2: number;
  best: number[];
  cases: {
    kind: string;
    map: { h: number; w: number; values: number[] };
    resized: number[];
    levelsSha256: string;
    levels64Sha256: string;
    image: [number, number];
    truths: InclusiveBox[];
    truncated: InclusiveBox[];
    thresholds: {
      level: number;
      largest: InclusiveBox;
      contours: number;
      area: number;
      all?: [number, ...InclusiveBox][];
    }[];
  }[];
};

/** What OpenCV and NumPy said: made by make-published.py. */
const fixture: Fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/published.json'), 'utf8'),
);
const cases = fixture.cases.map((one, i) => {
  const { h, w, values } = one.map;
  const map = Float32Array.from(values);
  return { ...one, name: `map ${i}, ${one.kind} ${h}×${w}`, h, w, raw: map, score: publishedMap(map, h, w) };
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const truthsOf = ({ truths, image: [width, height] }: (typeof cases)[number]) =>
  truths.map((truth) => publishedTruth(truth, width, height));

describe.each(cases)('$name', (one) => {
  it('is resized, normalised and quantised to the bit as OpenCV and NumPy do it', () => {
    const resized = resizeCubic(one.raw, one.h, one.w, publishedSide, publishedSide);
    expect([...resized.filter((_, i) => i % 997 === 0)]).toEqual(one.resized);
    expect(sha256(quantised(one.score))).toBe(one.levelsSha256);
    expect(sha256(quantised(Float64Array.from(one.score)))).toBe(one.levels64Sha256);
  });

  it('has the contours of findContours, in its order, and the box of the largest', () => {
    const levels = quantised(one.score);
    for (const { level, largest, contours: count, area, all } of one.thresholds) {
      const found = contours(levels, publishedSide, publishedSide, level);
      expect(found.length).toBe(count);
      expect(found.reduce((sum, contour) => sum + contour.area, 0)).toBe(area);
      expect(publishedBoxes(levels, level)[0] ?? [0, 0, 0, 0]).toEqual(largest);
      if (all === undefined || count === 0) continue;
      const most = publishedSide - 1;
      expect(
        found.map((c) => [c.area, c.left, c.top, Math.min(c.right + 1, most), Math.min(c.bottom + 1, most)]),
      ).toEqual(all);
    }
  });

  it('has its true boxes cut to the grid', () => {
    expect(truthsOf(one)).toEqual(one.truncated);
  });
});

describe('MaxBoxAcc in the published convention', () => {
  it('and V2 equal those computed with OpenCV', () => {
    const sum: Partial<Record<CurveChange, number>> = {};
    for (const one of cases)
      for (const [key, count] of Object.entries(publishedCurves(quantised(one.score), truthsOf(one))))
        sum[key as CurveChange] = (sum[key as CurveChange] ?? 0) + (count ?? 0);
    const best = curves.map((curve) => bestHits(sum, curve));
    const shares = best.map(({ hits }) => hits / cases.length);
    expect(Math.abs(shares[0]! - fixture.maxBoxAcc)).toBeLessThan(1e-6);
    expect(Math.abs((shares[1]! + shares[2]! + shares[3]!) / 3 - fixture.maxBoxAccV2)).toBeLessThan(1e-6);
    expect(best.map(({ threshold }) => Math.round(threshold * gridSize))).toEqual(fixture.best);
  });
});
