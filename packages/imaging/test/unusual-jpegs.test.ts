/** JPEGs of every make: the fast decoder gives libvips' own values, or leaves them to libvips. */
import { isFailure } from '@camfleet/contracts';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readJpegHeader } from '../src/jpeg-header.js';
import { decodeJpeg, hasJpegTurbo } from '../src/jpeg-turbo.js';
import { openDecoder } from './decoder.js';
import { encodeJpeg, type JpegSettings, subsamplings } from './encode-jpeg.js';

const decode = openDecoder();

/** Smooth in both directions, so that every coder keeps it, and different in every channel. */
function waves(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    return 128 + 90 * Math.sin((x + 7 * channel) / 9) * Math.cos((y - 5 * channel) / 7);
  });
}

/** Decoded at its own size, beside what libvips alone makes of it, and whether the fast decoder takes it. */
async function bothWays(jpeg: Buffer, width: number, height: number) {
  const image = await decode(jpeg, { width, height });
  if (isFailure(image)) throw new Error(`${image.code}: ${image.message}`);
  expect([image.width, image.height]).toEqual([width, height]);
  const libvips = new Uint8Array(
    await sharp(jpeg, { failOn: 'error' }).toColourspace('srgb').raw().toBuffer(),
  );
  return { ours: image.pixels, libvips, fast: isFast(jpeg) };
}

function isFast(jpeg: Uint8Array): boolean {
  const header = readJpegHeader(jpeg);
  if (header === null || header.orientation === null) return false;
  const { width, height } = header;
  return decodeJpeg(jpeg, new Uint8Array(width * height * 3), width, height);
}

const makes: readonly (readonly [string, JpegSettings])[] = [
  ...Object.entries(subsamplings).map(([name, subsampling]) => [name, { subsampling }] as const),
  ['4:2:0, progressive', { subsampling: subsamplings['4:2:0'], progressive: 1 }],
  ['grey, progressive', { subsampling: subsamplings.grey, progressive: 1 }],
  ['restart markers', { restartRows: 1 }],
  ['RGB instead of YCbCr', { colourSpace: 0 }],
  ['quality 100', { quality: 100 }],
  ['quality 5', { quality: 5 }],
];
const sizes = [
  [61, 43],
  [1, 1],
  [1, 37],
  [37, 1],
  [8191, 3],
] as const;

test.runIf(process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch))(
  'the fast decoder is there on Linux',
  () => expect(hasJpegTurbo).toBe(true),
);

describe.skipIf(!hasJpegTurbo)('the fast decoder', () => {
  describe.each(makes)('%s', (_, settings) => {
    test.each(sizes)('%i × %i', async (width, height) => {
      const jpeg = encodeJpeg(waves(width, height), width, height, settings);
      const { ours, libvips, fast } = await bothWays(jpeg, width, height);
      expect(fast).toBe(true);
      expect(ours).toEqual(libvips);
    });
  });

  test('a thumbnail inside is no second picture', async () => {
    const [thumbnail, picture] = [encodeJpeg(waves(16, 16), 16, 16), encodeJpeg(waves(40, 30), 40, 30)];
    // A TIFF block with an empty directory, and the thumbnail behind it.
    const head = Buffer.from('Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0', 'latin1');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(2 + head.length + thumbnail.length);
    const app1 = Buffer.concat([Buffer.from([0xff, 0xe1]), length, head, thumbnail]);
    const file = Buffer.concat([picture.subarray(0, 2), app1, picture.subarray(2)]);
    const { ours, libvips, fast } = await bothWays(file, 40, 30);
    expect(fast).toBe(true);
    expect(ours).toEqual(libvips);
  });

  test('bytes behind the end', async () => {
    const file = Buffer.concat([encodeJpeg(waves(40, 30), 40, 30), Buffer.alloc(3_000, 0x41)]);
    const { ours, libvips } = await bothWays(file, 40, 30);
    expect(ours).toEqual(libvips);
  });

  test('arithmetic coding is left to libvips', async () => {
    const jpeg = encodeJpeg(waves(40, 30), 40, 30, { arithmetic: 1 });
    expect(readJpegHeader(jpeg)).toBeNull();
    const image = await decode(jpeg, { width: 40, height: 30 });
    expect(isFailure(image) ? image.code : 'ok').toMatch(/^(?:ok|image-unsupported)$/);
  });

  test('a lossless one is left to libvips, which gives back what went in', async () => {
    const pixels = waves(40, 30);
    const jpeg = encodeJpeg(pixels, 40, 30, { lossless: 1 });
    expect(readJpegHeader(jpeg)).toBeNull();
    const { ours } = await bothWays(jpeg, 40, 30);
    expect(ours).toEqual(pixels);
  });

  test('12 bits are refused by name', async () => {
    const pixels = Int16Array.from(waves(40, 30), (value) => value * 16);
    const jpeg = encodeJpeg(pixels, 40, 30);
    expect(readJpegHeader(jpeg)).toBeNull();
    const image = await decode(jpeg, { width: 40, height: 30 });
    expect(isFailure(image) && image.code).toBe('image-unsupported');
  });
});
