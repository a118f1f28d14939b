/** Pictures too large to be held whole: what is read of them is bounded, and hardly changes the input. */
import { inputArea, isFailure, limits, resizeModes } from '@camfleet/contracts';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readingPlan } from '../src/reading-plan.js';
import { resizePlan } from '../src/resize-plan.js';
import { openResizer } from '../src/resizer.js';
import type { Size } from '../src/size.js';
import { openDecoder } from './decoder.js';

const decode = openDecoder();

test('what is held of a picture is bounded, whatever its size and the mode', () => {
  const side = fc.integer({ min: 1, max: 100_000 });
  const size = fc.record({ width: side, height: side });
  const inputSide = fc.integer({ min: 1, max: 1_024 });
  const input = fc.record({ width: inputSide, height: inputSide });
  const cropShare = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(size, input, fc.constantFrom(...resizeModes), cropShare, (size, input, resize, cropShare) => {
      const area = inputArea(size, input, { resize, cropShare });
      const { part, read } = readingPlan(size, area, input);
      const needed = (4 * input.width + 17) * (4 * input.height + 17);
      expect(read.width * read.height).toBeLessThanOrEqual(Math.max(limits.exactPixelsMax, needed));
      expect(read.width).toBeLessThanOrEqual(part.width);
      expect(read.height).toBeLessThanOrEqual(part.height);
      // What is shown of the picture is in the part.
      const shown = (start: number, length: number, whole: number) =>
        [Math.max(0, start), Math.min(whole, start + length)] as const;
      const [left, right] = shown(area.left, area.width, size.width);
      const [top, bottom] = shown(area.top, area.height, size.height);
      expect(part.left).toBeLessThanOrEqual(left);
      expect(part.top).toBeLessThanOrEqual(top);
      expect(part.left + part.width).toBeGreaterThanOrEqual(right);
      expect(part.top + part.height).toBeGreaterThanOrEqual(bottom);
      // Small pictures are read as they are.
      if (size.width * size.height <= limits.exactPixelsMax)
        expect({ part, read }).toEqual({ part: { left: 0, top: 0, ...size }, read: size });
    }),
    { numRuns: 2_000 },
  );
});

/** Clouds with some grain: RGB [height, width, 3]. */
async function clouds(width: number, height: number): Promise<Buffer> {
  const [columns, rows] = [Math.ceil(width / 50), Math.ceil(height / 50)];
  const noise = (i: number) => (Math.imul(i + 1, 2_654_435_761) >>> 13) & 255;
  const coarse = Uint8Array.from({ length: columns * rows * 3 }, (_, i) => noise(i));
  const pixels = await sharp(coarse, { raw: { width: columns, height: rows, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = Math.min(255, Math.max(0, pixels[i]! + (noise(i) >> 4) - 8));
  return pixels;
}

/** The largest and the mean gap between two inputs. */
function gaps(a: Uint8Array, b: Uint8Array) {
  expect(a.length).toBe(b.length);
  let [largest, sum] = [0, 0];
  for (const [i, value] of a.entries()) {
    const gap = Math.abs(value - b[i]!);
    largest = Math.max(largest, gap);
    sum += gap;
  }
  return { largest, mean: sum / a.length };
}

/** A JPEG of such clouds at this EXIF orientation, and its pixels as stored. */
async function photograph(stored: Size, orientation: number) {
  const raw = await clouds(stored.width, stored.height);
  const bytes = await sharp(raw, { raw: { ...stored, channels: 3 } })
    .withMetadata({ orientation })
    .jpeg({ quality: 90 })
    .toBuffer();
  return { bytes, pixels: await sharp(bytes, { autoOrient: false }).raw().toBuffer() };
}

test.each([
  ['a photograph of a phone', { width: 4_032, height: 3_024 }, 5, 'squash'],
  ['a photograph of a phone', { width: 4_032, height: 3_024 }, 6, 'squash'],
  ['a photograph of a phone', { width: 4_032, height: 3_024 }, 8, 'centre-crop'],
  ['a strip that an input shows little of', { width: 20_000, height: 1_100 }, 1, 'centre-crop'],
  ['a strip that an input shows little of', { width: 20_000, height: 1_100 }, 6, 'centre-crop'],
] as const)(
  '%s, %o, EXIF orientation %i, %s',
  { timeout: 60_000 },
  async (_, stored, orientation, resize) => {
    const { bytes, pixels } = await photograph(stored, orientation);
    const input = { width: 224, height: 224, resize };
    const image = await decode(bytes, input);
    if (isFailure(image)) throw new Error(image.message);
    const size = orientation >= 5 ? { width: stored.height, height: stored.width } : stored;
    const area = inputArea(size, input, input);
    expect(image).toMatchObject({ ...size, area });
    const plan = resizePlan({ stored, orientation, area, input });
    const exact = openResizer().resize(stored, plan, (memory) => memory.set(pixels));
    const { largest, mean } = gaps(image.pixels, exact);
    expect(largest).toBeLessThanOrEqual(4);
    expect(mean).toBeLessThanOrEqual(1);
  },
);
