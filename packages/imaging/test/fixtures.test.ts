/** Every kind of file comes out as another decoder decodes it: the files and their pixels are Pillow's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFailure } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import { decode } from '../src/decode.js';

const folder = join(import.meta.dirname, 'fixtures');
const expected: Record<string, { width: number; height: number; rgb: string }> = JSON.parse(
  readFileSync(join(folder, 'expected.json'), 'utf8'),
);

/** The largest and the mean gap to Pillow's pixels, in units of 1/255. */
async function gaps(file: string) {
  const { width, height, rgb } = expected[file]!;
  // At the picture's own size nothing is resized.
  const image = await decode(readFileSync(join(folder, file)), { width, height });
  if (isFailure(image)) throw new Error(`${image.code}: ${image.message}`);
  expect([image.width, image.height]).toEqual([width, height]);
  const differences = [...Buffer.from(rgb, 'base64')].map((value, i) => Math.abs(value - image.pixels[i]!));
  return {
    largest: Math.max(...differences),
    mean: differences.reduce((a, b) => a + b, 0) / differences.length,
  };
}

test.each(Object.keys(expected).filter((file) => file !== 'crop' && !/cmyk|ycck/.test(file)))(
  '%s',
  async (file) => {
    expect((await gaps(file)).largest).toBeLessThanOrEqual(2);
  },
);

test.each(['cmyk.jpg', 'ycck.jpg'])('%s: inks as printed, duller than the plain formula', async (file) => {
  const { mean } = await gaps(file);
  expect(mean).toBeGreaterThan(2);
  expect(mean).toBeLessThan(45);
});
