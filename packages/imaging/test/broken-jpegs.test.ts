/** Broken JPEGs: the fast decoder never says yes where libvips says no, and nothing ends a thread. */
import { failureTable, isFailure } from '@camfleet/contracts';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { createDecoder } from '../src/decode.js';
import { readJpegHeader } from '../src/jpeg-header.js';
import { decodeJpeg } from '../src/jpeg-turbo.js';
import { readLibvipsPixels } from '../src/libvips-pixels.js';
import { startPictureThreads } from '../src/picture-threads.js';
import type { Size } from '../src/size.js';
import { halves } from './pictures.js';

const runs = Number(process.env.FUZZ_RUNS ?? 300);
const decoder = createDecoder({ threads: 2 });
afterAll(decoder.close);

/** Whether libvips alone decodes it. */
async function passesLibvips(bytes: Uint8Array): Promise<boolean> {
  const settings = {
    orient: true,
    convert: true,
    secondsMax: 10,
    plan: (size: Size) => ({ part: { left: 0, top: 0, ...size }, read: size }),
    inRoom: <T>(_: Size, read: () => Promise<T>) => read(),
  };
  return !isFailure(await readLibvipsPixels(bytes, 'JPEG', settings));
}

/** Whether the fast decoder does; false where it leaves the picture to libvips. */
function passesTurbo(bytes: Uint8Array): boolean {
  const header = readJpegHeader(bytes);
  if (header === null || header.orientation === null || !header.srgb) return false;
  if (header.width * header.height > 1e7) return false;
  const { width, height } = header;
  return decodeJpeg(bytes, new Uint8Array(width * height * 3), width, height);
}

const kinds = {
  baseline: () => halves(90, 60).jpeg({ quality: 90 }),
  'baseline 4:4:4': () => halves(50, 33).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  progressive: () => halves(90, 60).jpeg({ progressive: true }),
  'trellis-coded': () => halves(90, 60).jpeg({ mozjpeg: true }),
  grey: () => halves(70, 40).greyscale().toColourspace('b-w').jpeg(),
  'with a profile and an orientation': () =>
    halves(60, 40).withMetadata({ orientation: 6 }).withIccProfile('srgb').jpeg({ quality: 85 }),
};

test.each(Object.entries(kinds))(
  '%s, bits flipped and cut off',
  async (_, make) => {
    const whole = await make().toBuffer();
    const damage = fc.record({
      flips: fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), { maxLength: 6 }),
      length: fc.oneof(fc.constant(whole.length), fc.integer({ min: 4, max: whole.length })),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ flips, length }) => {
        const bytes = new Uint8Array(whole.subarray(0, length));
        for (const [place, bit] of flips) if (place < length) bytes[place]! ^= 1 << bit;
        if (passesTurbo(bytes)) expect(await passesLibvips(bytes)).toBe(true);
        const image = await decoder.decode(bytes, { width: 16, height: 16 }, { secondsMax: 5 });
        if (isFailure(image)) expect(failureTable[image.code].stage).toBe('decode');
        else expect(image.pixels.length).toBe(16 * 16 * 3);
      }),
      { numRuns: runs },
    );
  },
  600_000,
);

test('a JPEG of a thousand scans is not decoded by the thread that cannot be stopped', async () => {
  const file = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#888' } })
    .jpeg({ progressive: true })
    .toBuffer();
  const lastScan = file.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = file.subarray(lastScan, -2);
  const many = Buffer.concat([
    file.subarray(0, -2),
    ...Array.from({ length: 1000 }, () => scan),
    file.subarray(-2),
  ]);
  expect(passesTurbo(file)).toBe(true);
  expect(passesTurbo(many)).toBe(false);
  // A picture that was given up leaves nothing behind.
  expect(passesTurbo(file)).toBe(true);
});

test('a picture that there is no memory for rejects, and those beside it get their own pixels', async () => {
  const threads = startPictureThreads(1);
  const size = { width: 8, height: 8 };
  const run = (bytes: Uint8Array) =>
    threads.run({
      kind: 'rgb',
      bytes,
      stored: size,
      orientation: 1,
      area: { left: 0, top: 0, ...size },
      input: size,
    });
  const grey = (value: number) => new Uint8Array(8 * 8 * 3).fill(value);
  // So many bytes cannot be had.
  const endless = Object.defineProperty(new Uint8Array(0), 'length', { value: 2 ** 52 });
  const results = await Promise.allSettled([grey(1), endless, grey(2), endless, grey(3), grey(4)].map(run));
  const values = results.map((result) => (result.status === 'fulfilled' ? result.value?.[0] : 'rejected'));
  expect(values).toEqual([1, 'rejected', 2, 'rejected', 3, 4]);
  await threads.close();
});

test('a closed pool takes nothing on, and what was under way rejects', async () => {
  const threads = startPictureThreads(1);
  const size = { width: 8, height: 8 };
  const request = {
    kind: 'rgb' as const,
    bytes: new Uint8Array(8 * 8 * 3),
    stored: size,
    orientation: 1,
    area: { left: 0, top: 0, ...size },
    input: size,
  };
  expect(await threads.run(request)).toEqual(new Uint8Array(8 * 8 * 3));
  const under = Array.from({ length: 10 }, () => threads.run(request));
  const settled = Promise.allSettled(under);
  await threads.close();
  expect((await settled).at(-1)).toMatchObject({
    status: 'rejected',
    reason: { message: expect.stringMatching('closed') },
  });
  await expect(threads.run(request)).rejects.toThrow('closed');
  await threads.close();
});
