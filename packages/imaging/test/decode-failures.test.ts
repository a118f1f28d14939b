/** A bad picture is a value with the right code; a lack of memory throws. */
import { EventEmitter, once } from 'node:events';
import { type FailureCode, failureTable, isFailure } from '@camfleet/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFailure, isForgivable } from '../src/decode-failures.js';
import { amongOthers } from '../src/decode-lanes.js';
import { readLibvipsPixels } from '../src/libvips-pixels.js';
import { openDecoder } from './decoder.js';
import { blackPng, halves } from './pictures.js';

const decode = openDecoder();

const input = { width: 8, height: 8 };

async function codeOf(bytes: Uint8Array, options = {}): Promise<string> {
  const image = await decode(bytes, input, options);
  if (!isFailure(image)) return 'ok';
  expect(image.message).toMatch(/^The .*\.$/);
  expect(image.message.length).toBeLessThan(300);
  return image.code;
}

const text = (content: string) => new TextEncoder().encode(content);

describe('image-unrecognised', () => {
  test.each([
    ['text named .jpg', 'hello, this is no picture'],
    ['nothing', ''],
    ['one byte', 'x'],
    ['a web page', '<!DOCTYPE html><html><body>Not found</body></html>'],
  ])('%s', async (_, content) => {
    expect(await codeOf(text(content))).toBe('image-unrecognised');
  });
});

describe('image-unsupported', () => {
  test.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['SVG behind an XML head', '<?xml version="1.0"?>\n<!-- x -->\n<svg width="9" height="9"></svg>'],
    ['PDF', '%PDF-1.7\n'],
    ['MP4', '\0\0\0\x18ftypisom\0\0\0\0isomavc1'],
    ['AVI', 'RIFF\x10\0\0\0AVI LIST'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['PPM', 'P6 1 1 255\nabc'],
  ])('%s', async (_, content) => {
    expect(await codeOf(text(content))).toBe('image-unsupported');
  });

  /** A TIFF of one directory, whose only entry says what its picture is. */
  const tiff = (order: 'LE' | 'BE', subfileType: number) => {
    const bytes = Buffer.alloc(26);
    bytes.write(order === 'LE' ? 'II' : 'MM', 'latin1');
    const [word, long] = (
      order === 'LE' ? ['writeUInt16LE', 'writeUInt32LE'] : ['writeUInt16BE', 'writeUInt32BE']
    ) as ['writeUInt16LE', 'writeUInt32LE'];
    bytes[word](42, 2);
    bytes[long](8, 4);
    bytes[word](1, 8);
    bytes[word](254, 10);
    bytes[word](4, 12);
    bytes[long](1, 14);
    bytes[long](subfileType, 18);
    return bytes;
  };

  test.each([
    ['of Nikon, Sony or Adobe', tiff('LE', 1)],
    ['with its most significant byte first', tiff('BE', 1)],
    ['of Canon', Buffer.from('II*\0\x10\0\0\0CR\x02\0\0\0\0\0', 'latin1')],
  ])('a raw photograph %s is not its thumbnail', async (_, bytes) => {
    expect(await codeOf(bytes)).toBe('image-unsupported');
  });

  test('a TIFF whose first picture is the picture is none', async () => {
    expect(await codeOf(tiff('LE', 0))).not.toBe('image-unsupported');
    expect(await codeOf(await halves().tiff().toBuffer())).toBe('ok');
  });

  test('a WebM', async () => {
    expect(await codeOf(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81))).toBe(
      'image-unsupported',
    );
  });

  test('a BMP', async () => {
    expect(await codeOf(Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]))).toBe('image-unsupported');
  });
});

describe('image-truncated', () => {
  const kinds = [
    ['JPEG', () => halves().jpeg()],
    ['progressive JPEG', () => halves().jpeg({ progressive: true })],
    ['PNG', () => halves().png()],
    ['interlaced PNG', () => halves().png({ progressive: true })],
    ['WebP', () => halves().webp()],
    ['lossless WebP', () => halves().webp({ lossless: true })],
    ['GIF', () => halves().gif()],
    ['TIFF', () => halves().tiff({ compression: 'lzw' })],
    ['AVIF', () => halves().avif()],
  ] as const;
  test.each(kinds)('%s', async (_, make) => {
    const bytes = await make().toBuffer();
    for (const share of [0.2, 0.5, 0.8, 0.97]) {
      const cut = bytes.subarray(0, Math.max(64, Math.floor(bytes.length * share)));
      expect(await codeOf(cut), `cut to ${share}`).toBe('image-truncated');
    }
  });
});

describe('image-corrupt', () => {
  test.each([
    ['PNG', () => halves().png()],
    ['interlaced PNG', () => halves().png({ progressive: true })],
    ['JPEG', () => halves().jpeg()],
    ['lossless WebP', () => halves().webp({ lossless: true })],
    ['LZW TIFF', () => halves().tiff({ compression: 'lzw' })],
  ] as const)('%s with 40 bytes overwritten', async (_, make) => {
    const bytes = Buffer.from(await make().toBuffer());
    const middle = Math.floor(bytes.length / 2);
    for (let i = 0; i < 40; i++) bytes[middle + i] = (i * 89 + 17) & 0x7f;
    expect(await codeOf(bytes)).toBe('image-corrupt');
  });

  test('a JPEG without tables', async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0, 1, 2, 3, 0xff, 0xd9]);
    expect(await codeOf(bytes)).toBe('image-corrupt');
  });
});

describe('whatever is flipped in a file, the answer is a picture or a failure', () => {
  const kinds = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const;
  test.each(kinds)(
    '%s',
    async (kind) => {
      const bytes = await halves(60, 40)[kind]().toBuffer();
      const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(7)), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(flips, async (places) => {
          const flipped = Uint8Array.from(bytes);
          for (const [place, bit] of places) flipped[place]! ^= 1 << bit;
          const code = await codeOf(flipped);
          expect(code === 'ok' || failureTable[code as FailureCode].stage === 'decode').toBe(true);
        }),
        { numRuns: 150 },
      );
    },
    30_000,
  );
});

describe('pictures with flaws that change no pixel are ok', () => {
  test('bytes behind the end of a JPEG', async () => {
    const bytes = await halves().jpeg().toBuffer();
    expect(await codeOf(Buffer.concat([bytes, Buffer.alloc(500, 7)]))).toBe('ok');
  });

  test('bytes before the end mark of a JPEG', async () => {
    const bytes = await halves().jpeg().toBuffer();
    const padded = Buffer.concat([bytes.subarray(0, -2), Buffer.alloc(9, 7), bytes.subarray(-2)]);
    expect(await codeOf(padded)).toBe('ok');
  });
});

test('large pictures, whole and broken, take their turns', { timeout: 60_000 }, async () => {
  const whole = blackPng(9_000, 7_000);
  const cut = whole.subarray(0, whole.length / 2);
  const codes = await Promise.all([whole, cut, whole, cut, whole].map((bytes) => codeOf(bytes)));
  expect(codes).toEqual(['ok', 'image-truncated', 'ok', 'image-truncated', 'ok']);
});

test('what libvips hands over is of the size that was asked for, or no picture', async () => {
  const bytes = await halves(60, 40).png().toBuffer();
  const read = await readLibvipsPixels(bytes, 'PNG', {
    orient: true,
    convert: true,
    secondsMax: 10,
    plan: (size) => ({ part: { left: 0, top: 0, ...size }, read: { width: 61, height: 40 } }),
    inRoom: (_, read) => read(),
  });
  expect(isFailure(read) && read.code).toBe('image-unsupported');
});

test('a picture is read when there is room for all of its pixels, whatever is made of them', async () => {
  const bytes = await halves(60, 40).png().toBuffer();
  const asked: object[] = [];
  const done: string[] = [];
  const read = await readLibvipsPixels(bytes, 'PNG', {
    orient: true,
    convert: true,
    secondsMax: 10,
    plan: (size) => ({ part: { left: 0, top: 0, ...size }, read: { width: 6, height: 4 } }),
    inRoom: async (size, read) => {
      asked.push(size);
      done.push('waited');
      const pixels = await read();
      done.push('read');
      return pixels;
    },
  });
  expect(isFailure(read) || read.pixels.length).toBe(72);
  expect(asked).toEqual([{ width: 60, height: 40 }]);
  expect(done).toEqual(['waited', 'read']);
});

describe('image-too-large and image-timeout', () => {
  const huge = blackPng(20_000, 20_000);

  test('a picture above the limit is refused by its header', async () => {
    expect(huge.length).toBeLessThan(2_000_000);
    const started = performance.now();
    expect(await codeOf(huge)).toBe('image-too-large');
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('a picture of exactly the limit is decoded', async () => {
    expect(await codeOf(blackPng(100, 100), { pixelsMax: 10_000 })).toBe('ok');
    expect(await codeOf(blackPng(100, 101), { pixelsMax: 10_000 })).toBe('image-too-large');
  });

  test('a picture that takes too long', async () => {
    const endless = blackPng(50_000, 50_000);
    const image = await decode(endless, { width: 224, height: 224 }, { pixelsMax: 1e10, secondsMax: 1 });
    expect(isFailure(image) && image.code).toBe('image-timeout');
  }, 30_000);
});

test('a picture that is too large or takes too long is not decoded a second time, alone', {
  timeout: 30_000,
}, async () => {
  const busy = new EventEmitter();
  // While this lasts, nothing is decoded alone.
  const other = amongOthers(() => once(busy, 'end'));
  expect(await codeOf(blackPng(20_000, 20_000))).toBe('image-too-large');
  const endless = blackPng(50_000, 50_000);
  const image = await decode(endless, { width: 224, height: 224 }, { pixelsMax: 1e10, secondsMax: 1 });
  expect(isFailure(image) && image.code).toBe('image-timeout');
  busy.emit('end');
  await other;
});

describe('the table of messages', () => {
  const whole = blackPng(2, 2);
  test.each<[string, FailureCode]>([
    ['timeout: 40% complete', 'image-timeout'],
    ['Input image exceeds pixel limit', 'image-too-large'],
    ['VipsJpeg: premature end of JPEG image', 'image-truncated'],
    ['gifload_buffer: Unexpected end of GIF source data', 'image-truncated'],
    ['VipsJpeg: Unsupported JPEG process: SOF type 0xc3', 'image-unsupported'],
    ['heif: Unsupported feature: Unsupported codec (4.3000)', 'image-unsupported'],
    ['Input image exceeds channel limit', 'image-unsupported'],
    ['VipsJpeg: Corrupt JPEG data: bad Huffman code', 'image-corrupt'],
    ['Input buffer contains unsupported image format', 'image-corrupt'],
    ['Input buffer has corrupt header: ', 'image-corrupt'],
    ['Unknown error', 'image-corrupt'],
  ])('%s', (message, code) => {
    expect(decodeFailure(new Error(message), whole, 'PNG').code).toBe(code);
  });

  test.each(['vips: out of memory --- size == 48MB', 'vips__thread: unable to create thread'])(
    '%s',
    (message) => {
      expect(() => decodeFailure(new Error(message), whole, 'PNG')).toThrow(message);
    },
  );

  test('damage inside the data of a JPEG is not forgiven', () => {
    expect(isForgivable(new Error('VipsJpeg: Corrupt JPEG data: bad Huffman code'))).toBe(false);
    expect(
      isForgivable(new Error('VipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xd3')),
    ).toBe(false);
    expect(
      isForgivable(new Error('VipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xd9')),
    ).toBe(true);
    expect(isForgivable(new Error('VipsJpeg: Invalid SOS parameters for sequential JPEG'))).toBe(true);
  });
});

test('the code and the message do not depend on what else is decoded at the time', async () => {
  const whole = await halves().jpeg().toBuffer();
  const png = await halves().png().toBuffer();
  const damaged = Buffer.from(png).fill(7, png.length / 2, png.length / 2 + 40);
  const pictures = [
    whole,
    whole.subarray(0, whole.length / 2),
    damaged,
    png.subarray(0, png.length / 2),
    png,
  ];
  const one = async (bytes: Uint8Array) => {
    const image = await decode(bytes, input);
    return isFailure(image) ? image : 'ok';
  };
  const expected: unknown[] = [];
  for (const bytes of pictures) expected.push(await one(bytes));
  for (let round = 0; round < 40; round++) {
    expect(await Promise.all(pictures.map(one))).toEqual(expected);
  }
});
