/** Which pixels the network sees: orientation, part and scale in one resize give what they give one after another. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFailure } from '@camfleet/contracts';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { DecodedImage, DecodeInput, DecodeOptions } from '../src/decode.js';

import { resizePlan } from '../src/resize-plan.js';
import { openResizer } from '../src/resizer.js';
import { openDecoder } from './decoder.js';
import { triangleResize } from './triangle-resize.js';

const decode = openDecoder();

const resizer = openResizer();
const size = (max: number) =>
  fc.record({ width: fc.integer({ min: 1, max }), height: fc.integer({ min: 1, max }) });

/** RGB of any size, every value different from its neighbours'. */
function noise(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => Math.imul(i + 1, 2_654_435_761) >>> 24);
}

async function decoded(
  bytes: Uint8Array,
  input: DecodeInput,
  options?: DecodeOptions,
): Promise<DecodedImage> {
  const image = await decode(bytes, input, options);
  if (isFailure(image)) throw new Error(`${image.code}: ${image.message}`);
  return image;
}

test('squashed: equal to the definition at every size, up and down', () => {
  fc.assert(
    fc.property(size(90), size(40), (stored, input) => {
      const pixels = noise(stored.width, stored.height);
      const plan = resizePlan({ stored, orientation: 1, area: { left: 0, top: 0, ...stored }, input });
      expect(resizer.resize(stored, plan, (memory) => memory.set(pixels))).toEqual(
        triangleResize(pixels, stored, input),
      );
    }),
    { numRuns: 300 },
  );
});

/** Where pixel (x, y) of the shown picture is stored; the eight orientations written out, w × h being the stored size. */
const storedAt: Record<number, (x: number, y: number, w: number, h: number) => [number, number]> = {
  1: (x, y) => [x, y],
  2: (x, y, w) => [w - 1 - x, y],
  3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
  4: (x, y, _, h) => [x, h - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y, _, h) => [y, h - 1 - x],
  7: (x, y, w, h) => [w - 1 - y, h - 1 - x],
  8: (x, y, w) => [w - 1 - y, x],
};

function oriented(pixels: Uint8Array, w: number, h: number, orientation: number) {
  const [width, height] = orientation >= 5 ? [h, w] : [w, h];
  const shown = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = storedAt[orientation]!(x, y, w, h);
      shown.set(pixels.subarray((row * w + column) * 3, (row * w + column) * 3 + 3), (y * width + x) * 3);
    }
  }
  return { shown, width, height };
}

const inputs: DecodeInput[] = [
  { width: 11, height: 8 },
  { width: 8, height: 11, resize: 'centre-crop' },
  { width: 9, height: 9, resize: 'letterbox' },
  { width: 90, height: 70, resize: 'letterbox' },
];

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'EXIF orientation %i: as if the picture had been turned first',
  async (orientation) => {
    const jpeg = await sharp(noise(37, 23), { raw: { width: 37, height: 23, channels: 3 } })
      .withMetadata({ orientation })
      .jpeg({ quality: 90 })
      .toBuffer();
    const { pixels: stored } = await decoded(jpeg, { width: 37, height: 23 }, { exif: 'ignore' });
    const { shown, width, height } = oriented(stored, 37, 23, orientation);
    const turned = await sharp(shown, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const upright = await sharp(stored, { raw: { width: 37, height: 23, channels: 3 } })
      .png()
      .toBuffer();
    for (const input of inputs) {
      expect(await decoded(jpeg, input)).toEqual(await decoded(turned, input));
      expect(await decoded(jpeg, input, { exif: 'ignore' })).toEqual(await decoded(upright, input));
    }
  },
);

test.each(['png', 'webp', 'tiff'] as const)('orientation in a %s', async (kind) => {
  const file = await sharp(noise(36, 24), { raw: { width: 36, height: 24, channels: 3 } })
    .withMetadata({ orientation: 6 })
    [kind](kind === 'webp' ? { lossless: true } : {})
    .toBuffer();
  const apply = await decoded(file, { width: 24, height: 36 });
  const ignore = await decoded(file, { width: 36, height: 24 }, { exif: 'ignore' });
  expect([apply.width, apply.height, ignore.width, ignore.height]).toEqual([24, 36, 36, 24]);
  expect(oriented(ignore.pixels, 36, 24, 6).shown).toEqual(apply.pixels);
});

test('centre-crop: what Pillow makes of the same part', async () => {
  const folder = join(import.meta.dirname, 'fixtures');
  const { crop } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  // The largest 7:5 part of 20 × 13 is 18.2 × 13; 0.7692 of that is 14 × 10 (rounded).
  const image = await decoded(readFileSync(join(folder, 'rgb.png')), {
    width: 7,
    height: 5,
    resize: 'centre-crop',
    cropShare: 10 / 13,
  });
  expect(image.area).toEqual({ left: 3, top: 1, width: 14, height: 10 });
  expect(image.pixels).toEqual(new Uint8Array(Buffer.from(crop.rgb, 'base64')));
});

test('letterbox: the whole picture in the middle, grey around it', async () => {
  const white = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const image = await decoded(white, { width: 16, height: 16, resize: 'letterbox' });
  expect(image.area).toEqual({ left: 0, top: -10, width: 40, height: 40 });
  const rows = Array.from({ length: 16 }, (_, y) => [
    ...new Set(image.pixels.subarray(y * 48, (y + 1) * 48)),
  ]);
  expect(rows).toEqual(Array.from({ length: 16 }, (_, y) => (y >= 4 && y < 12 ? [255] : [114])));
});

test('a picture too large to be held whole looks as its smaller copy does', async () => {
  const [width, height] = [3000, 2000];
  const make = (w: number, h: number) => {
    const pixels = new Uint8Array(w * h * 3);
    for (let i = 0; i < w * h; i++) {
      const [x, y] = [((i % w) + 0.5) / w, (Math.floor(i / w) + 0.5) / h];
      pixels.set([x * 255, y * 255, (x + y) * 127], i * 3);
    }
    return sharp(pixels, { raw: { width: w, height: h, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toBuffer();
  };
  for (const input of [
    { width: 32, height: 32 },
    { width: 32, height: 32, resize: 'centre-crop' as const },
  ]) {
    const large = await decoded(await make(width, height), input);
    const small = await decoded(await make(600, 400), input);
    for (const [i, value] of large.pixels.entries())
      expect(Math.abs(value - small.pixels[i]!)).toBeLessThanOrEqual(2);
  }
});

test('a picture too large to be held whole keeps its texture', {
  timeout: 60_000,
}, async () => {
  const stored = { width: 2400, height: 1700 };
  const input = { width: 160, height: 160 };
  // Black and white tiles of several sizes, as print has them, over noise.
  const grain = noise(stored.width, stored.height);
  const pixels = grain.map((value, i) => {
    const [x, y] = [Math.floor(i / 3) % stored.width, Math.floor(i / 3 / stored.width)];
    const tile = 5 + 12 * Math.floor((x * 4) / stored.width);
    return (Math.floor(x / tile) + Math.floor(y / tile)) % 2 === 0 ? value : value >> 3;
  });
  const file = sharp(pixels, { raw: { ...stored, channels: 3 } }).png({ compressionLevel: 1 });
  const { pixels: found } = await decoded(await file.toBuffer(), input);
  const expected = triangleResize(pixels, stored, input);
  const gaps = found.map((value, i) => Math.abs(value - expected[i]!));
  expect(gaps.reduce((most, gap) => Math.max(most, gap), 0)).toBeLessThanOrEqual(4);
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(1);
});
