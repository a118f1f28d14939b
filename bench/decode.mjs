// What decoding costs: milliseconds of CPU an image, ours beside sharp alone, and how far apart their pixels are.
//
// usage: node bench/decode.mjs [--json]
//
// Both turn JPEG files into RGB of 224 x 224 by antialiased bilinear over the full-size picture: ours as a worker does,
// on a thread of the decoder's pool, which is given pixels back for the next picture; sharp in one pipeline of its own.
// The same images, in turns, one at a time, in a process whose heaps may grow as a worker's do; the CPU time is the
// whole process's, all threads; medians over rounds. The differences are between full-size decoded
// pixels, ours (decoded at the picture's own size, which resizes nothing) and sharp's without shrink-on-load.
// Photographs of CAMFLEET_ASSETS (default ../shared beside the repository) or, where there are none, pictures made here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDecoder, setDecodeThreads } from '@camfleet/imaging';
import { letHeapsGrow } from '@camfleet/runtime';
import sharp from 'sharp';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const assets = process.env.CAMFLEET_ASSETS ?? resolve(root, '../shared');
const input = { width: 224, height: 224 };
const rounds = 7;
const limits = { timesLess: 2, meanDifference: 2 };

/** @returns {Promise<Buffer[]>} JPEG files */
async function pictures() {
  const folder = join(assets, 'data/photos-100');
  if (!existsSync(folder)) return Promise.all(Array.from({ length: 40 }, (_, i) => madePicture(i + 1)));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.jpe?g$/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file)));
}

/**
 * Waves and grain, as dense as a photograph of 110 KB.
 * @param {number} seed
 * @returns {Promise<Buffer>}
 */
function madePicture(seed) {
  const [width, height] = [500, 375];
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const grain = (Math.imul(i + seed * 7919, 2_654_435_761) >>> 16) % 36;
    pixels[i] = 110 + 80 * Math.sin((x * seed) / 90 + (i % 3)) * Math.cos((y * seed) / 70) + grain;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** @param {Buffer} bytes */
function bySharp(bytes) {
  return sharp(bytes, { failOn: 'warning' })
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: '#ffffff' })
    .resize({ ...input, fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
    .raw()
    .toBuffer();
}

/**
 * @param {import('@camfleet/imaging').Decoder} decoder
 * @param {Buffer} bytes
 * @param {{ width: number, height: number }} size
 */
async function byOurs(decoder, bytes, size) {
  const image = await decoder.decode(bytes, size);
  if (!('pixels' in image)) throw new Error(image.message);
  return image.pixels;
}

/**
 * Milliseconds of CPU an image over one round.
 * @param {Buffer[]} files
 * @param {(bytes: Buffer) => Promise<unknown>} decode
 */
async function cpuMs(files, decode) {
  const before = process.cpuUsage();
  for (const bytes of files) await decode(bytes);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / files.length;
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * @param {import('@camfleet/imaging').Decoder} decoder
 * @param {Buffer[]} files
 */
async function differences(decoder, files) {
  let [sum, values, largest] = [0, 0, 0];
  for (const bytes of files) {
    const { data, info } = await sharp(bytes)
      .autoOrient()
      .toColourspace('srgb')
      .flatten({ background: '#ffffff' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const ours = await byOurs(decoder, bytes, { width: info.width, height: info.height });
    for (let i = 0; i < data.length; i++) {
      const difference = Math.abs((ours[i] ?? 0) - (data[i] ?? 0));
      sum += difference;
      largest = Math.max(largest, difference);
    }
    values += data.length;
  }
  return { mean: sum / values, largest };
}

letHeapsGrow();
const files = await pictures();
setDecodeThreads(1);
const decoder = createDecoder({ threads: 1 });
try {
  const { mean, largest } = await differences(decoder, files);
  /** @type {{ sharp: number[], ours: number[] }} */
  const times = { sharp: [], ours: [] };
  for (let round = 0; round < rounds; round++) {
    times.sharp.push(await cpuMs(files, bySharp));
    times.ours.push(
      await cpuMs(files, async (bytes) => decoder.giveBack(await byOurs(decoder, bytes, input))),
    );
  }
  const [sharpMs, oursMs] = [median(times.sharp), median(times.ours)];
  const result = { images: files.length, sharpMs, oursMs, meanDifference: mean, maxDifference: largest };
  const text = [
    `${files.length} JPEGs → RGB 224 x 224, milliseconds of CPU an image, median of ${rounds} rounds`,
    `  sharp alone  ${sharpMs.toFixed(2)}`,
    `  ours         ${oursMs.toFixed(2)}   ${(sharpMs / oursMs).toFixed(2)} times less (expected: at least ${limits.timesLess})`,
    `difference of full-size decoded pixels from sharp's, in units of 1/255`,
    `  mean         ${mean.toFixed(3)}   (expected: at most ${limits.meanDifference})`,
    `  largest      ${largest}`,
  ];
  process.stdout.write(`${process.argv.includes('--json') ? JSON.stringify(result) : text.join('\n')}\n`);
} finally {
  await decoder.close();
}
