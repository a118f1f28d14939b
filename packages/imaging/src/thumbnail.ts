/** Thumbnails: a picture made small, for people to look at. What a network sees is never made this way. */
import { type Failure, limits } from '@camfleet/contracts';
import type { DecodeOptions } from './decode.js';
import { decodeFailure } from './decode-failures.js';
import { sharp } from './libvips.js';
import { pictureKind } from './picture-kind.js';

const quality = 80;

/** The first frame as a JPEG, at most `width` pixels wide, on white; a Failure where it cannot be decoded. */
export async function makeThumbnail(
  bytes: Uint8Array,
  width: number,
  { exif, colour }: Pick<DecodeOptions, 'exif' | 'colour'>,
): Promise<Uint8Array | Failure> {
  const kind = pictureKind(bytes);
  if (typeof kind !== 'string') return kind;
  try {
    const picture = sharp(bytes, {
      failOn: 'error',
      limitInputPixels: limits.imagePixelsMax,
      ignoreIcc: colour === 'stored',
    });
    if (exif !== 'ignore') picture.autoOrient();
    return await picture
      .toColourspace('srgb')
      .flatten({ background: '#ffffff' })
      .resize({ width, withoutEnlargement: true })
      .timeout({ seconds: limits.decodeSecondsMax })
      .jpeg({ quality })
      .toBuffer();
  } catch (error) {
    return decodeFailure(error, bytes, kind);
  }
}

const mediaTypes = {
  JPEG: 'image/jpeg',
  PNG: 'image/png',
  WebP: 'image/webp',
  GIF: 'image/gif',
  TIFF: 'image/tiff',
  AVIF: 'image/avif',
} as const;
export type PictureMediaType = (typeof mediaTypes)[keyof typeof mediaTypes];

/** By its first bytes; a Failure where it is no picture that is decoded here. */
export function pictureMediaType(bytes: Uint8Array): PictureMediaType | Failure {
  const kind = pictureKind(bytes);
  return typeof kind === 'string' ? mediaTypes[kind] : kind;
}
