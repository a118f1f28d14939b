/** What a JPEG says of itself before its pixels begin. */
import { exifOrientation } from './exif-orientation.js';
import { isSrgb } from './is-srgb.js';
import type { Size } from './size.js';

export interface JpegHeader extends Size {
  /** EXIF's, 1 to 8; null where it is not clear. */
  readonly orientation: number | null;
  /** Whether the values stand for themselves: there is no profile, or it says sRGB. */
  readonly srgb: boolean;
}

interface Segment {
  readonly marker: number;
  readonly body: Uint8Array;
}

/** Markers of frames that are decoded here: baseline, extended and progressive, all Huffman-coded. */
const frames = new Set([0xc0, 0xc1, 0xc2]);
const startOfScan = 0xda;

/**
 * The header of an 8-bit grey or three-component JPEG; null for every other kind and where anything is out of order:
 * the reader that judges damage is libvips.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | null {
  const segments = readSegments(bytes);
  const found = segments?.filter(({ marker }) => isFrame(marker)) ?? [];
  const [frame] = found;
  if (segments === null || frame === undefined || found.length > 1 || !frames.has(frame.marker)) return null;
  const { body } = frame;
  const [precision, components] = [body[0], body[5]];
  if (precision !== 8 || (components !== 1 && components !== 3)) return null;
  const height = body[1]! * 256 + body[2]!;
  const width = body[3]! * 256 + body[4]!;
  if (width === 0 || height === 0) return null;
  return { width, height, orientation: orientationOf(segments), srgb: isPlain(segments, components) };
}

/** Segments up to the first scan; null where the bytes are not a plain row of segments. */
function readSegments(bytes: Uint8Array): Segment[] | null {
  const segments: Segment[] = [];
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (bytes[offset] !== 0xff) return null;
    const marker = bytes[offset + 1]!;
    // Any number of 0xff may stand before a marker.
    if (marker === 0xff) {
      offset++;
      continue;
    }
    if (marker === startOfScan) return segments;
    const length = bytes[offset + 2]! * 256 + bytes[offset + 3]!;
    const end = offset + 2 + length;
    // Below 0xc0 and from 0xd0 to 0xd9 are marks without a body: none of them belongs here.
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || length < 2 || end > bytes.length) return null;
    segments.push({ marker, body: bytes.subarray(offset + 4, end) });
    offset = end;
  }
  return null;
}

/** All start-of-frame markers; 0xc4, 0xc8 and 0xcc among them are something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function bodiesNamed(segments: readonly Segment[], marker: number, name: string): Uint8Array[] {
  return segments
    .filter((segment) => segment.marker === marker)
    .map(({ body }) => body)
    .filter((body) => [...name].every((letter, i) => body[i] === letter.charCodeAt(0)))
    .map((body) => body.subarray(name.length));
}

function orientationOf(segments: readonly Segment[]): number | null {
  const found = bodiesNamed(segments, 0xe1, 'Exif\0\0');
  if (found.length > 1) return null;
  return found[0] === undefined ? 1 : exifOrientation(found[0]);
}

/** The profile stands in one segment or in several, which are numbered from 1. */
function isPlain(segments: readonly Segment[], components: number): boolean {
  const parts = bodiesNamed(segments, 0xe2, 'ICC_PROFILE\0');
  if (parts.length === 0) return true;
  const sorted = parts.toSorted((a, b) => a[0]! - b[0]!);
  const isWhole = sorted.every((part, i) => part[0] === i + 1 && part[1] === parts.length);
  // A grey picture's profile is of another kind.
  return isWhole && components === 3 && isSrgb(Buffer.concat(sorted.map((part) => part.subarray(2))));
}
