/** RGB pixels to the bytes of an image file. */
import { sharp } from './libvips.js';

/** RGB, [height, width, 3]. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

/** `quality` is JPEG's, 1..100. */
export async function encodeJpeg({ width, height, pixels }: Pixels, quality: number): Promise<Uint8Array> {
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** `colours`: all of them, or the 256 that fit best, for a file of a third of the size. */
export async function encodePng(
  { width, height, pixels }: Pixels,
  colours: 'all' | '256' = 'all',
): Promise<Uint8Array> {
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9, palette: colours === '256' })
    .toBuffer();
}
