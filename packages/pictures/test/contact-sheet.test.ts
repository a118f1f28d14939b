/** The contact sheet, looked at pixel by pixel. */
import { describe, expect, it } from 'vitest';
import { contactSheet, type Raster, type SheetEntry } from '../src/index.js';

const grey = (): Raster => ({
  width: 176,
  height: 176,
  pixels: new Uint8ClampedArray(3 * 176 * 176).fill(100),
});
/** Hot in the upper left quarter alone. */
const map = { width: 2, height: 2, values: Float32Array.of(1, 0, -1, 0) };

const entry = (iou: number | null): SheetEntry => ({
  picture: grey(),
  truths: [{ name: 'cat', box: [20, 20, 120, 120] }],
  findings: [{ name: 'cat', score: 0.5, map, box: [10, 10, 60, 60], iou }],
});
const at = ({ width, pixels }: Raster, x: number, y: number) => [
  ...pixels.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
];
/** Where the first entry's picture, and its first heat map, begin. */
const [left, top, panel] = [14, 41, 186];

describe('the contact sheet', () => {
  it('has room for two pictures a row, each with two heat maps', () => {
    const one = contactSheet('title', [entry(0.9)]);
    const three = contactSheet('title', [entry(0.9), entry(0.1), entry(null)]);
    expect(three.width).toBe(one.width);
    expect(one.width).toBeGreaterThan(6 * 176);
    expect(three.height - one.height).toBeGreaterThan(176);
  });

  it('frames what is true in white dashes, what was found in a colour that says whether it is right', () => {
    const right = contactSheet('title', [entry(0.9)]);
    const wrong = contactSheet('title', [entry(0.4)]);
    const absent = contactSheet('title', [entry(null)]);
    expect(at(right, left + 21, top + 21)).toEqual([255, 255, 255]);
    // A gap between dashes: the picture itself.
    expect(at(right, left + 28, top + 21)).toEqual([100, 100, 100]);
    const found = (sheet: Raster) => at(sheet, left + panel + 30, top + 11);
    expect(found(right)).toEqual([90, 235, 90]);
    expect(found(wrong)).toEqual([255, 90, 160]);
    expect(found(absent)).toEqual([255, 90, 160]);
  });

  it('shows heat where the map is hot', () => {
    const sheet = contactSheet('title', [entry(0.9)]);
    const [redHot, , blueHot] = at(sheet, left + panel + 3, top + 3);
    const [redCold, , blueCold] = at(sheet, left + panel + 150, top + 150);
    expect(redHot! - blueHot!).toBeGreaterThan(60);
    expect(blueCold! - redCold!).toBeGreaterThan(0);
  });

  it('shows a map that is nowhere positive as an even grey', () => {
    const cold = {
      ...entry(null),
      findings: [{ ...entry(null).findings[0]!, map: { ...map, values: new Float32Array(4) }, box: null }],
    };
    const sheet = contactSheet('title', [cold]);
    expect(at(sheet, left + panel + 3, top + 3)).toEqual(at(sheet, left + panel + 150, top + 150));
  });
});
