/** TIFFs hold samples of many kinds: those that are understood come out as RGB, the others are refused. */
import { isFailure } from '@camfleet/contracts';
import { describe, expect, test } from 'vitest';
import { openDecoder } from './decoder.js';
import { type TiffSettings, tiff } from './tiff.js';

const decode = openDecoder();

/** RGB of the upper left pixel, or why there is none. */
async function shown(settings: TiffSettings, colour: 'managed' | 'stored') {
  const image = await decode(tiff(settings), { width: 4, height: 4 }, { colour });
  return isFailure(image) ? image.code : [...image.pixels.subarray(0, 3)];
}

const [grey, rgb, inks] = [1, 2, 5];
/** Inks of which Pillow's formula makes 226, 149, 197. */
const printed = [20, 100, 50, 10];

describe.each(['managed', 'stored'] as const)('colour %s', (colour) => {
  test.each<[string, TiffSettings, number[]]>([
    ['RGB', { photometric: rgb, pixel: Uint8Array.of(200, 100, 50) }, [200, 100, 50]],
    [
      'RGB with transparency',
      { photometric: rgb, pixel: Uint8Array.of(200, 100, 50, 0), extra: [2] },
      [255, 255, 255],
    ],
    ['grey of 16 bits', { photometric: grey, pixel: Uint16Array.of(0x80_80) }, [128, 128, 128]],
    ['light in floats', { photometric: rgb, pixel: Float32Array.of(1, 0.2158605, 0) }, [255, 128, 0]],
  ])('%s', async (_, settings, expected) => {
    expect(await shown(settings, colour)).toEqual(expected);
  });

  test.each<[string, TiffSettings]>([
    [
      'RGB with two more channels',
      { photometric: rgb, pixel: Uint8Array.of(200, 100, 50, 255, 7), extra: [2, 0] },
    ],
    [
      'grey with three more channels',
      { photometric: grey, pixel: Uint8Array.of(200, 100, 50, 7), extra: [0, 0, 0] },
    ],
    ['inks with two more channels', { photometric: inks, pixel: new Uint8Array(6), extra: [2, 0] }],
    ['three inks', { photometric: inks, pixel: new Uint8Array(3) }],
    ['grey in floats', { photometric: grey, pixel: Float32Array.of(0.5) }],
    ['grey of 32 bits', { photometric: grey, pixel: Uint32Array.of(2 ** 31) }],
    ['RGB with signs', { photometric: rgb, pixel: Int16Array.of(5000, 6000, -1) }],
  ])('%s is refused', async (_, settings) => {
    expect(await shown(settings, colour)).toBe('image-unsupported');
  });
});

test('inks with transparency are the inks', async () => {
  const plain: TiffSettings = { photometric: inks, pixel: Uint8Array.from(printed) };
  const covered: TiffSettings = { photometric: inks, pixel: Uint8Array.of(...printed, 255), extra: [2] };
  expect(await shown(plain, 'stored')).toEqual([226, 149, 197]);
  for (const colour of ['stored', 'managed'] as const)
    expect(await shown(covered, colour)).toEqual(await shown(plain, colour));
});

test('inks of 16 bits have a profile’s colours, but no formula', async () => {
  const deep: TiffSettings = { photometric: inks, pixel: Uint16Array.from(printed, (ink) => ink * 257) };
  const plain: TiffSettings = { photometric: inks, pixel: Uint8Array.from(printed) };
  expect(await shown(deep, 'managed')).toEqual(await shown(plain, 'managed'));
  expect(await shown(deep, 'stored')).toBe('image-unsupported');
});
