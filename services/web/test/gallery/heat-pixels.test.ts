import { axis } from '@camfleet/cam';
import { heatOf } from '@camfleet/pictures';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heatPixels } from '../../src/gallery/heat-pixels.js';

const side = fc.integer({ min: 1, max: 9 });
const scene = fc
  .record({
    h: side,
    w: side,
    height: fc.integer({ min: 1, max: 24 }),
    width: fc.integer({ min: 1, max: 24 }),
  })
  .chain((size) =>
    fc
      .array(fc.float({ min: -4, max: 9, noNaN: true }), {
        minLength: size.h * size.w,
        maxLength: size.h * size.w,
      })
      .map((values) => ({ ...size, map: Float32Array.from(values) })),
  );

/** The value at a pixel, word for word as Axis defines it. */
function valueAt(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  x: number,
  y: number,
) {
  const place = (n: number, size: number, pixel: number) => {
    const { start, fraction, cells } = axis(n, size);
    let cell = 0;
    while (cell + 1 < cells && start[cell + 1]! <= pixel) cell++;
    return [cell, Math.min(cell + 1, n - 1), fraction[pixel]!] as const;
  };
  const [top, bottom, south] = place(h, height, y);
  const [left, right, east] = place(w, width, x);
  const mix = (a: number, b: number, share: number) => a + (b - a) * share;
  const column = (at: number) => mix(map[top * w + at]!, map[bottom * w + at]!, south);
  return mix(column(left), column(right), east);
}

test('every pixel has the colour that the contact sheet gives its share of the maximum', () => {
  fc.assert(
    fc.property(scene, ({ h, w, height, width, map }) => {
      const pixels = heatPixels(map, h, w, width, height);
      const most = Math.max(0, ...map);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const share = most > 0 ? Math.max(0, valueAt(map, h, w, width, height, x, y) / most) : 0;
          const { colour, opacity } = heatOf(share);
          const expected = [...colour, 255 * opacity];
          const at = 4 * (y * width + x);
          // A level of 256 is at most four steps of a colour: the steepest of the scale's four parts spans 195.
          for (let i = 0; i < 4; i++)
            expect(Math.abs(pixels[at + i]! - expected[i]!)).toBeLessThanOrEqual(2.5);
        }
      }
    }),
  );
});
