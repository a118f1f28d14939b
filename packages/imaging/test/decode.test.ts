/** Every kind of picture comes out as RGB of the input's size, as a viewer would show it. */
import { isFailure } from '@camfleet/contracts';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDecoder, type DecodedImage } from '../src/decode.js';
import { openDecoder } from './decoder.js';
import { halves } from './pictures.js';

const decode = openDecoder();

const input = { width: 8, height: 4 };

async function decoded(bytes: Uint8Array, to = input): Promise<DecodedImage> {
  const image = await decode(bytes, to);
  if (isFailure(image)) throw new Error(`${image.code}: ${image.message}`);
  expect(image.pixels.length).toBe(to.width * to.height * 3);
  return image;
}

/** RGB of one pixel. */
function at({ pixels }: DecodedImage, x: number, y: number): number[] {
  return [...pixels.subarray((y * input.width + x) * 3, (y * input.width + x) * 3 + 3)];
}

function closeTo(pixel: number[], expected: number[], tolerance = 20): void {
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(pixel[i]! - value), `${pixel} is not ${expected}`).toBeLessThanOrEqual(tolerance);
  }
}

describe('kinds', () => {
  const made: [string, () => Sharp][] = [
    ['JPEG', () => halves().jpeg()],
    ['progressive JPEG', () => halves().jpeg({ progressive: true })],
    ['PNG', () => halves().png()],
    ['palette PNG', () => halves().png({ palette: true })],
    ['interlaced PNG', () => halves().png({ progressive: true })],
    ['WebP', () => halves().webp()],
    ['GIF', () => halves().gif()],
    ['TIFF', () => halves().tiff()],
    ['LZW TIFF', () => halves().tiff({ compression: 'lzw' })],
    ['AVIF', () => halves().avif()],
    ['16-bit PNG', () => halves().toColourspace('rgb16').png()],
  ];
  test.each(made)('%s', async (_, make) => {
    const image = await decoded(await make().toBuffer());
    expect([image.width, image.height]).toEqual([300, 200]);
    closeTo(at(image, 1, 1), [240, 0, 0]);
    closeTo(at(image, 6, 2), [0, 0, 240]);
  });

  test('CMYK JPEG', async () => {
    const image = await decoded(await halves().toColourspace('cmyk').jpeg().toBuffer());
    const [red, , blue] = at(image, 1, 1);
    expect(red! - blue!).toBeGreaterThan(100);
  });

  test.each([1, 2] as const)('grey with %i channels is RGB', async (channels) => {
    const raw = new Uint8Array(100 * channels).fill(255);
    for (let i = 0; i < 100; i++) raw[i * channels] = 90;
    const bytes = await sharp(raw, { raw: { width: 10, height: 10, channels } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect(at(await decoded(bytes), 3, 3)).toEqual([90, 90, 90]);
  });

  test('16-bit grey keeps its high byte', async () => {
    const raw = new Uint16Array(100).fill(0x80_80);
    const bytes = await sharp(raw, { raw: { width: 10, height: 10, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect(at(await decoded(bytes), 3, 3)).toEqual([128, 128, 128]);
  });

  test('the first frame of an animation', async () => {
    const frames = new Uint8Array(10 * 20 * 3).fill(255, 10 * 10 * 3);
    const bytes = await sharp(frames, { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } })
      .gif()
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(2);
    const image = await decoded(bytes);
    expect([image.width, image.height]).toEqual([10, 10]);
    expect(at(image, 3, 3)).toEqual([0, 0, 0]);
  });
});

test('transparency lies on white, whatever colour hides below it', async () => {
  const raw = new Uint8Array(10 * 10 * 4);
  for (let i = 0; i < 100; i++) raw.set([0, 200, 0, i % 10 < 5 ? 0 : 255], i * 4);
  const image = await decoded(
    await sharp(raw, { raw: { width: 10, height: 10, channels: 4 } })
      .png()
      .toBuffer(),
  );
  closeTo(at(image, 1, 1), [255, 255, 255], 1);
  closeTo(at(image, 6, 1), [0, 200, 0], 1);
});

test.each([
  [1, [300, 200], [1, 1], [6, 1]],
  [3, [300, 200], [6, 1], [1, 1]],
  [6, [200, 300], [4, 0], [4, 3]],
  [8, [200, 300], [4, 3], [4, 0]],
])('EXIF orientation %i', async (orientation, size, red, blue) => {
  const image = await decoded(await halves().withMetadata({ orientation }).jpeg().toBuffer());
  expect([image.width, image.height]).toEqual(size);
  closeTo(at(image, red[0]!, red[1]!), [240, 0, 0]);
  closeTo(at(image, blue[0]!, blue[1]!), [0, 0, 240]);
});

test.each([
  [1, 1],
  [10_000, 1],
  [1, 10_000],
  [3, 2],
])('%i × %i', async (width, height) => {
  const image = await decoded(
    await sharp({ create: { width, height, channels: 3, background: '#102030' } })
      .png()
      .toBuffer(),
  );
  expect([image.width, image.height]).toEqual([width, height]);
  expect([...new Set(image.pixels)].sort((a, b) => a - b)).toEqual([0x10, 0x20, 0x30]);
});

test('memory that was given back is used for other pictures, and none of the old one shows', async () => {
  const { decode, giveBack, close } = createDecoder({ threads: 2 });
  onTestFinished(close);
  const sizes = [
    [300, 200],
    [20, 90],
    [500, 375],
  ] as const;
  const files = await Promise.all(
    sizes.flatMap(([width, height]) => [
      halves(width, height).jpeg().toBuffer(),
      halves(width, height).png().toBuffer(),
    ]),
  );
  const cut = files[0]!.subarray(0, 200);
  const letterbox = { ...input, resize: 'letterbox' } as const;
  const expected = await Promise.all(files.map((bytes) => decode(bytes, letterbox)));
  for (let round = 0; round < 20; round++) {
    const images = await Promise.all([...files, cut].map((bytes) => decode(bytes, letterbox)));
    expect(images.slice(0, -1)).toEqual(expected);
    expect(images.at(-1)).toMatchObject({ code: 'image-truncated' });
    for (const image of images) {
      if (!isFailure(image)) giveBack(image.pixels);
    }
  }
  // Another size in between does not get memory of the first one's.
  const other = await decode(files[0]!, { width: 5, height: 5 });
  expect(!isFailure(other) && other.pixels.length).toBe(75);
});

test('the bytes are left as they were, and the pixels have memory of their own', async () => {
  const bytes = new Uint8Array(await halves().jpeg().toBuffer());
  const before = bytes.slice();
  const [first, second] = await Promise.all([decoded(bytes), decoded(bytes)]);
  expect(bytes).toEqual(before);
  expect(first.pixels).toEqual(second.pixels);
  expect(first.pixels.buffer).not.toBe(second.pixels.buffer);
});

test('a decoder may be closed while its threads still load', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 10; round++) {
    const { close } = createDecoder({ threads: 4 });
    for (let turn = 0; turn < round * 5; turn++) await new Promise(setImmediate);
    await close();
  }
});
