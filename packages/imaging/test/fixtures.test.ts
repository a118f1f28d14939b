/** Every kind of file comes out as another decoder decodes it: the files and their pixels are Pillow's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFailure } from '@camfleet/contracts';
import { describe, expect, test } from 'vitest';
import type { DecodeOptions } from '../src/decode.js';
import { decode } from './decoder.js';

const folder = join(import.meta.dirname, 'fixtures');
const expected: Record<string, { width: number; height: number; rgb: string }> = JSON.parse(
  readFileSync(join(folder, 'expected.json'), 'utf8'),
);

/** The largest and the mean gap to Pillow's pixels, in units of 1/255. */
async function gaps(file: string, options: DecodeOptions) {
  const { width, height, rgb } = expected[file]!;
  // At the picture's own size nothing is resized.
  const image = await decode(readFileSync(join(folder, file)), { width, height }, options);
  if (isFailure(image)) throw new Error(`${image.code}: ${image.message}`);
  expect([image.width, image.height]).toEqual([width, height]);
  const differences = [...Buffer.from(rgb, 'base64')].map((value, i) => Math.abs(value - image.pixels[i]!));
  return {
    largest: Math.max(...differences),
    mean: differences.reduce((a, b) => a + b, 0) / differences.length,
  };
}

const kinds = Object.keys(expected).filter((file) => file !== 'crop' && !/cmyk|ycck/.test(file));
/** Formats whose decoders may round differently; all others are equal. */
const rounding: Record<string, number> = {
  'rgb.avif': 2,
  'rgb.webp': 2,
  'rgba.png': 1,
  'grey-alpha.png': 1,
  'lossless.webp': 1,
};

describe.each(['managed', 'stored'] as const)('colour %s', (colour) => {
  test.each(kinds)('%s', async (file) => {
    expect((await gaps(file, { colour })).largest).toBeLessThanOrEqual(rounding[file] ?? 0);
  });
});

test.each(['cmyk.jpg', 'ycck.jpg'])('%s, stored: the plain formula', async (file) => {
  expect((await gaps(file, { colour: 'stored' })).largest).toBeLessThanOrEqual(1);
});

test.each(['cmyk.jpg', 'ycck.jpg'])('%s, managed: inks as printed, duller than the formula', async (file) => {
  const { mean } = await gaps(file, {});
  expect(mean).toBeGreaterThan(2);
  expect(mean).toBeLessThan(45);
});
