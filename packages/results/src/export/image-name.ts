/** What an image is called in an export of files: a path below the export's folder. */
import { posix } from 'node:path';

/** Longest name of a file on the usual disks, in bytes, the longest ending included. */
const segmentBytesMax = 240;

const isSegment = (segment: string): boolean =>
  segment !== '' && segment !== '.' && segment !== '..' && Buffer.byteLength(segment) <= segmentBytesMax;

/** Whether files can be called so, folders and all, on any disk. */
export const isImageName = (name: string): boolean =>
  name.length <= 1_000 && !/[\\\p{Cc}\p{Surrogate}]/u.test(name) && name.split('/').every(isSegment);

/** What an image is called whose own name cannot be, or is another one's already. */
export const rowName = (index: number): string => `row-${String(index).padStart(9, '0')}`;

/**
 * The picture's own path: below the manifest's folder where its address is a relative one, below the bucket, the host or
 * the root of the disk elsewhere.
 */
export function imagePath(uri: string): string {
  const [, scheme, path = uri] = /^(s3|https?|file):\/\/[^/]*\/(.*)$/is.exec(uri) ?? [];
  const isHttp = scheme?.toLowerCase().startsWith('http') ?? false;
  return posix.normalize(isHttp ? path.replace(/[?#].*$/s, '') : path).replace(/^\/+/, '');
}

/** A path without the ending that says what kind of picture it is. */
export const withoutEnding = (path: string): string => path.replace(/(?<=[^/])\.[^./]*$/, '');
