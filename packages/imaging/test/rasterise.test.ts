/** Our own drawings to pixels, and pixels to files that our own decoder reads. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeJpeg, encodePng, rasterise } from '../src/index.js';
import { openDecoder } from './decoder.js';

const decode = openDecoder();

const svg = (body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" width="4" height="4">${body}</svg>`;
const leftHalf = svg('<rect width="2" height="4" fill="#ff8000"/>');

describe('a drawing', () => {
  it('becomes straight RGBA of the size that is asked for', async () => {
    const [pixels] = await rasterise([leftHalf], 16);
    expect(pixels).toHaveLength(4 * 16 * 16);
    const at = (x: number, y: number) => [...pixels!.subarray(4 * (16 * y + x), 4 * (16 * y + x) + 4)];
    expect(at(2, 8)).toEqual([255, 128, 0, 255]);
    expect(at(12, 8)[3]).toBe(0);
  });

  it('of ours opens no door to those of strangers', async () => {
    await rasterise([leftHalf], 16);
    expect(await decode(Buffer.from(leftHalf), { width: 4, height: 4 })).toMatchObject({
      code: 'image-unsupported',
    });
    await expect(sharp(Buffer.from(leftHalf)).raw().toBuffer()).rejects.toThrow('unsupported image format');
  });

  it('that is none is an error, and the door is shut then too', async () => {
    await expect(rasterise([svg('<rect')], 16)).rejects.toThrow();
    await expect(sharp(Buffer.from(leftHalf)).raw().toBuffer()).rejects.toThrow('unsupported image format');
  });
});

describe('pixels', () => {
  const width = 24;
  const height = 16;
  const pixels = Uint8ClampedArray.from(
    { length: 3 * width * height },
    (_, at) => (Math.floor(at / 3) % width) * 10 + (at % 3),
  );

  it('come back from PNG as they were', async () => {
    const image = await decode(await encodePng({ width, height, pixels }), { width, height });
    expect(image).toMatchObject({ width, height, pixels: new Uint8Array(pixels) });
  });

  it('come back from JPEG nearly as they were', async () => {
    const image = await decode(await encodeJpeg({ width, height, pixels }, 95), { width, height });
    if (!('pixels' in image)) throw new Error(image.message);
    const gaps = image.pixels.map((value, at) => Math.abs(value - pixels[at]!));
    expect(Math.max(...gaps)).toBeLessThan(12);
  });
});
