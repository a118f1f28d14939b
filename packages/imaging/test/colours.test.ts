/** Colour profiles: applied or not, in every kind of file that carries one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFailure } from '@camfleet/contracts';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { DecodeOptions } from '../src/decode.js';
import { isSrgb } from '../src/is-srgb.js';
import { readJpegHeader } from '../src/jpeg-header.js';
import { openDecoder } from './decoder.js';
import { deepPng } from './pictures.js';

const decode = openDecoder();

/** Colours that P3 and paper can hold, in patches of 8 × 8: RGB [16, 32, 3]. */
const patches = [
  [200, 120, 90],
  [90, 140, 180],
  [128, 128, 128],
  [235, 225, 210],
  [60, 70, 80],
  [150, 160, 100],
  [30, 30, 30],
  [180, 150, 170],
] as const;
const [width, height] = [32, 16];
const original = new Uint8Array(width * height * 3);
for (let i = 0; i < width * height; i++) {
  original.set(patches[Math.floor((i % width) / 8) + 4 * Math.floor(i / width / 8)]!, i * 3);
}
const picture = () => sharp(original, { raw: { width, height, channels: 3 } });

async function pixelsOf(
  bytes: Uint8Array,
  options?: DecodeOptions,
  input = { width, height },
): Promise<Uint8Array> {
  const image = await decode(bytes, input, options);
  if (isFailure(image)) throw new Error(`${image.code}: ${image.message}`);
  return image.pixels;
}

function largestGap(a: Uint8Array, b: Uint8Array): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

describe('pictures in Display P3', () => {
  const p3 = () => picture().withIccProfile('p3');
  const files = [
    ['JPEG', () => p3().jpeg({ quality: 100, chromaSubsampling: '4:4:4' })],
    ['PNG', () => p3().png()],
    ['WebP', () => p3().webp({ lossless: true })],
    ['TIFF', () => p3().tiff({ compression: 'lzw' })],
    ['AVIF', () => p3().avif({ lossless: true })],
  ] as const;
  test.each(files)('%s: managed is what went in, stored is what the file holds', async (_, make) => {
    const bytes = await make().toBuffer();
    expect(largestGap(await pixelsOf(bytes), original)).toBeLessThanOrEqual(3);
    const stored = await sharp(bytes, { ignoreIcc: true }).toColourspace('srgb').raw().toBuffer();
    expect(largestGap(await pixelsOf(bytes, { colour: 'stored' }), stored)).toBe(0);
    expect(largestGap(stored, original)).toBeGreaterThan(8);
  });
});

/** Made by fixtures/make-profiles.py. */
const profiles: Record<string, { profile: string; stored: string; shown: string }> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/profiles.json'), 'utf8'),
);

describe('16-bit PNGs come out as LittleCMS shows their colours', () => {
  test.each([
    ['sRGB', 3, 1],
    ['Adobe RGB', 3, 2],
    ['grey of gamma 1.8', 1, 2],
  ] as const)('%s', async (name, channels, tolerance) => {
    const { profile, stored, shown } = profiles[name]!;
    const row = Buffer.from(stored, 'base64');
    const bytes = deepPng(row, channels, Buffer.from(profile, 'base64'));
    const input = { width: row.length / channels, height: 1 };
    const managed = await pixelsOf(bytes, {}, input);
    expect(largestGap(managed, Buffer.from(shown, 'base64'))).toBeLessThanOrEqual(tolerance);
    const untouched = Uint8Array.from(
      { length: input.width * 3 },
      (_, i) => row[Math.floor((i * channels) / 3)]!,
    );
    expect(await pixelsOf(bytes, { colour: 'stored' }, input)).toEqual(untouched);
  });
});

test('a CMYK JPEG with a profile is what was printed', async () => {
  const bytes = await picture()
    .toColourspace('cmyk')
    .withIccProfile('cmyk')
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
  expect(await sharp(bytes).metadata()).toMatchObject({ space: 'cmyk', hasProfile: true });
  const engine = await sharp(bytes).toColourspace('srgb').raw().toBuffer();
  expect(largestGap(await pixelsOf(bytes), engine)).toBe(0);
  // Ink does not hold every colour; on average it is close.
  const gaps = engine.map((value, i) => Math.abs(value - original[i]!));
  expect(gaps.reduce((a, b) => a + b, 0) / gaps.length).toBeLessThan(10);
});

test('a profile that says sRGB changes nothing', async () => {
  const plain = await picture().jpeg().toBuffer();
  const tagged = await picture().withIccProfile('srgb').jpeg().toBuffer();
  expect(readJpegHeader(tagged)?.srgb).toBe(true);
  expect(await pixelsOf(tagged)).toEqual(await pixelsOf(plain));
});

test('a profile that cannot be read is left to the colour engine', async () => {
  expect(isSrgb(new Uint8Array(10))).toBe(false);
  expect(isSrgb(new Uint8Array(4000).fill(255))).toBe(false);
});
