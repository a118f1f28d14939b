/** Pictures for tests: random blobs, every one different and the same every time. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { randomNumbers } from '../../packages/onnx/test/graph-builder.js';

/** A real JPEG of `width` x `height` pixels. */
export async function picture(
  seed: number,
  width = 60 + (seed % 7) * 9,
  height = 40 + (seed % 5) * 11,
): Promise<Buffer> {
  const noise = Uint8Array.from(randomNumbers(6 * 5 * 3, seed + 1), (value) => (value + 1) * 127);
  return await sharp(noise, { raw: { width: 6, height: 5, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** Writes `count` pictures, 0000.jpg and so on; returns their names. */
export async function writePictures(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, i) => `${String(i).padStart(4, '0')}.jpg`);
  await Promise.all(names.map(async (name, i) => writeFile(join(folder, name), await picture(i))));
  return names;
}
