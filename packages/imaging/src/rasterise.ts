/** Drawings of our own to pixels. */
import { sharp } from './libvips.js';

const svgLoader = { operation: ['VipsForeignLoadSvgBuffer'] };

/**
 * An SVG drawing as straight RGBA, [side, side, 4]. For drawings of our own only: while they are drawn the loader is
 * open that stays shut to strangers' files, so nothing else may be decoded by the process at the same time.
 */
export async function rasterise(drawings: readonly string[], side: number): Promise<Uint8Array[]> {
  sharp.unblock(svgLoader);
  try {
    return await Promise.all(drawings.map((drawing) => draw(drawing, side)));
  } finally {
    sharp.block(svgLoader);
  }
}

async function draw(drawing: string, side: number): Promise<Uint8Array> {
  const { data, info } = await sharp(Buffer.from(drawing))
    .resize({ width: side, height: side, fit: 'contain', background: '#0000' })
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new TypeError(`the drawing came out with ${info.channels} channels`);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
