/** Pictures that the tests are about, made on the fly. */
import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Left half red, right half blue, with a little noise so that every coder has something to code. */
export function halves(width = 300, height = 200): Sharp {
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const noise = (Math.imul(i, 2_654_435_761) >>> 16) & 31;
    pixels.set(i % width < width / 2 ? [224 + noise, 0, 0] : [0, 0, 224 + noise], i * 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** A black RGB PNG: a large picture in a small file. */
export function blackPng(width: number, height: number): Uint8Array {
  return png([width, height, 8, 2], [chunk('IDAT', zeros(height * (1 + width * 3)))]);
}

/** One row of RGB or grey as a PNG of 16 bits with a profile, which no colour engine has seen. */
export function deepPng(row: Uint8Array, channels: 1 | 3, profile: Uint8Array): Uint8Array {
  const samples = Buffer.concat([...row].map((value) => Buffer.of(value, value)));
  return png(
    [row.length / channels, 1, 16, channels - 1],
    [
      chunk('iCCP', Buffer.concat([Buffer.from('p\0\0', 'latin1'), deflateSync(profile)])),
      chunk('IDAT', deflateSync(Buffer.concat([Buffer.of(0), samples]))),
    ],
  );
}

function png(
  [width, height, depth, colourType]: [number, number, number, number],
  chunks: readonly Buffer[],
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...chunks,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The zlib stream of `length` zero bytes, put together from equal blocks so that gigabytes cost nothing. */
function zeros(length: number): Buffer {
  const block = (bytes: number) =>
    deflateRawSync(Buffer.alloc(bytes), { finishFlush: constants.Z_FULL_FLUSH });
  const blockBytes = 2 ** 20;
  const full = block(blockBytes);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE((((length % 65_521) << 16) + 1) >>> 0);
  return Buffer.concat([
    Buffer.from([0x78, 0x01]),
    ...Array.from({ length: Math.floor(length / blockBytes) }, () => full),
    block(length % blockBytes),
    Buffer.from([3, 0]),
    checksum,
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  body.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(body), body.length + 4);
  return bytes;
}
