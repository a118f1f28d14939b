/** Every kind of file comes out as another decoder decodes it: the files and their pixels are Pillow's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFailure } from '@camfleet/contracts';
import { describe, expect, test } from 'vitest';
import type { DecodeOptions } from '../src/decode.js';
import { openDecoder } from './decoder.js';

const decode = openDecoder();

const folder = join(import.meta.dirname, 'fixtures');
const expected: Record<string, { width: number; height: number; rgb: string }> = JSON.parse(
  readFileSync(join(folder, 'expected.json'), 'utf8'),
);

const printed: Record<string, string> = JSON.parse(readFileSync(join(folder, 'printed.json'), 'utf8'));

/** The largest and the mean gap to Pillow's pixels, or to others, in units of 1/255. */
async function gaps(file: string, options: DecodeOptions, rgb = expected[file]!.rgb) {
  const { width, height } = expected[file]!;
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

/** Two colour engines agree but for dark and saturated inks, which no screen shows. */
test.each(['cmyk.jpg', 'ycck.jpg'])('%s, managed: inks as LittleCMS prints them', async (file) => {
  const { largest, mean } = await gaps(file, {}, printed[file]);
  expect(mean).toBeLessThan(2);
  expect(largest).toBeLessThanOrEqual(11);
});

test('they are not the plain formula', async () => {
  expect((await gaps('cmyk.jpg', {})).mean).toBeGreaterThan(10);
});
