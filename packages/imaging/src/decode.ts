/** Decode: the bytes of an image file to the RGB pixels that a model takes. */
import { type Failure, failure, isFailure, limits, type Preprocessing } from '@camfleet/contracts';
import { decodeFailure, isForgivable } from './decode-failures.js';
import { alone, amongOthers } from './decode-lanes.js';
import { enlarge, type Size } from './enlarge.js';
import { sharp } from './libvips.js';
import { type PictureKind, pictureKind } from './picture-kind.js';

export interface DecodedImage {
  /** The oriented picture's own size in pixels. */
  readonly width: number;
  readonly height: number;
  /** RGB, [input.height, input.width, 3], in memory of its own. */
  readonly pixels: Uint8Array;
}

export interface DecodeOptions {
  /** Pixels of a picture above which it is refused unread. */
  readonly pixelsMax?: number;
  /** Whole seconds; looked at whenever some rows of the result are done, so that it may take somewhat longer. */
  readonly secondsMax?: number;
}

/**
 * The first frame, turned as EXIF says, in 8-bit sRGB, squashed to the input's size by antialiased bilinear.
 * Transparency is laid on white: cut-outs are made for a white page, and the colours below full transparency are
 * arbitrary. A picture that cannot be decoded is a Failure; only a lack of memory or threads throws.
 */
export async function decode(
  bytes: Uint8Array,
  input: Pick<Preprocessing, 'width' | 'height'>,
  options: DecodeOptions = {},
): Promise<DecodedImage | Failure> {
  const image = await amongOthers(() => decodeOnce(bytes, input, options, 'strict'));
  // libvips keeps what went wrong in one place for the whole process, where pictures that are decoded at the same time
  // overwrite each other's words: that a picture failed is certain, why it did is found out while no other is decoded.
  return isFailure(image) ? await alone(() => decodeOnce(bytes, input, options, 'forgiving')) : image;
}

async function decodeOnce(
  bytes: Uint8Array,
  input: Pick<Preprocessing, 'width' | 'height'>,
  options: DecodeOptions,
  mood: 'strict' | 'forgiving',
): Promise<DecodedImage | Failure> {
  const kind = pictureKind(bytes);
  if (typeof kind !== 'string') return kind;
  const size = await readSize(bytes, kind);
  if (isFailure(size)) return size;
  const pixelsMax = options.pixelsMax ?? limits.imagePixelsMax;
  if (size.width * size.height > pixelsMax) {
    return failure(
      'image-too-large',
      `The picture has ${size.width} × ${size.height} pixels; ${pixelsMax} are decoded at most.`,
    );
  }
  const secondsMax = options.secondsMax ?? limits.decodeSecondsMax;
  const pixels = await readPixels(bytes, kind, { size, input, secondsMax, mood });
  return pixels instanceof Uint8Array ? { ...size, pixels } : pixels;
}

/** The oriented size, from the header alone. */
async function readSize(bytes: Uint8Array, kind: PictureKind): Promise<Size | Failure> {
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch (error) {
    return decodeFailure(error, bytes, kind);
  }
}

interface Target {
  readonly size: Size;
  readonly input: Size;
  readonly secondsMax: number;
  /** Whether flaws that change no pixel may be looked past. */
  readonly mood: 'strict' | 'forgiving';
}

/** Tried strictly first; `failOn` is what libvips gives up at. */
async function readPixels(
  bytes: Uint8Array,
  kind: PictureKind,
  target: Target,
  // In other kinds warnings are about tags and profiles; their decoders report damaged pixels as errors.
  failOn: 'warning' | 'error' = kind === 'JPEG' ? 'warning' : 'error',
): Promise<Uint8Array | Failure> {
  const { size, input } = target;
  // libvips only shrinks: it enlarges with a shift of up to half a pixel, which moves every box of a small picture.
  const shrunk = {
    width: Math.min(size.width, input.width),
    height: Math.min(size.height, input.height),
  };
  try {
    const pixels = await shrink(bytes, shrunk, target.secondsMax, failOn);
    return enlarge(pixels, shrunk, input);
  } catch (error) {
    if (target.mood === 'forgiving' && failOn === 'warning' && isForgivable(error))
      return readPixels(bytes, kind, target, 'error');
    return decodeFailure(error, bytes, kind);
  }
}

/** RGB, [to.height, to.width, 3]; throws what sharp throws. */
async function shrink(
  bytes: Uint8Array,
  to: Size,
  secondsMax: number,
  failOn: 'warning' | 'error',
): Promise<Uint8Array> {
  const data = await sharp(bytes, { failOn, limitInputPixels: false })
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: '#ffffff' })
    // Shrinking while a JPEG is loaded would be another filter before this one.
    .resize({ ...to, fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
    .timeout({ seconds: secondsMax })
    .raw({ depth: 'uchar' })
    .toBuffer();
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
