/** What a file is by its first bytes, whatever its name says. */
import { type Failure, failure } from '@camfleet/contracts';
import { beginsWithThumbnail } from './tiff-thumbnail.js';

export type PictureKind = 'JPEG' | 'PNG' | 'WebP' | 'GIF' | 'TIFF' | 'AVIF';

/** Enough for every magic number, for the brands of an ISO media file and for the comment atop a drawing. */
const headBytes = 512;

/** Patterns are of the head in hexadecimal, two digits a byte. */
const pictures: readonly (readonly [RegExp, PictureKind])[] = [
  [/^ffd8ff/, 'JPEG'],
  [/^89504e470d0a1a0a/, 'PNG'],
  [/^52494646.{8}57454250/, 'WebP'],
  [/^4749463839|^4749463837/, 'GIF'],
  // II or MM, then 42 or 43 (BigTIFF) in that byte order.
  [/^49492[ab]00|^4d4d002[ab]/, 'TIFF'],
  // "ftyp", then brands; a file whose first brand is general (mif1) names avif or avis further on.
  [/^.{8}66747970(?:..){0,64}?617669(?:66|73)/, 'AVIF'],
];

const strangers: readonly (readonly [RegExp, string])[] = [
  [/^255044462d/, 'a PDF document'],
  [/^.{8}66747970(?:68656(?:9|d)|686576|6d696631|6d736631)/, 'a HEIC picture'],
  [/^.{8}66747970/, 'a video'],
  [/^1a45dfa3/, 'a video'],
  [/^52494646.{8}41564920/, 'a video'],
  [/^424d.{8}00000000/, 'a BMP picture'],
  [/^38425053/, 'a Photoshop file'],
  [/^ff0a|^0000000c4a584c20/, 'a JPEG XL picture'],
  [/^ff4fff51|^0000000c6a5020/, 'a JPEG 2000 picture'],
  [/^762f3101/, 'an OpenEXR picture'],
  [/^00000[12]00(?!00)/, 'an icon'],
  // "P1" to "P7" and white space.
  [/^503[1-7](?:20|09|0a|0d)/, 'a Netpbm picture'],
];

/** The kind that is decoded here, or why there is none: `image-unsupported` or `image-unrecognised`. */
export function pictureKind(bytes: Uint8Array): PictureKind | Failure {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headBytes));
  const hex = head.toString('hex');
  const known = pictures.find(([magic]) => magic.test(hex));
  if (known?.[1] === 'TIFF' && beginsWithThumbnail(bytes))
    return failure(
      'image-unsupported',
      'The file is a raw photograph: develop it to JPEG, PNG or TIFF first.',
    );
  if (known) return known[1];
  const text = head.toString('latin1');
  const stranger = /<svg[\s>]/i.test(text)
    ? 'an SVG drawing'
    : strangers.find(([magic]) => magic.test(hex))?.[1];
  if (stranger) return failure('image-unsupported', `The file is ${stranger}.`);
  if (/<(?:!doctype html|html)[\s>]/i.test(text)) {
    return failure('image-unrecognised', 'The file is a web page, not a picture.');
  }
  return failure('image-unrecognised', 'The file does not begin as any kind of picture does.');
}
