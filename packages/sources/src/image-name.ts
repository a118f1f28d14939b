/** Which files are pictures, by their names. */
import { extname } from 'node:path';

export const imageExtensions = [
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.gif',
  '.tif',
  '.tiff',
  '.avif',
  '.bmp',
  '.heic',
] as const;
const known: ReadonlySet<string> = new Set(imageExtensions);

export function isImageName(name: string): boolean {
  return known.has(extname(name).toLowerCase());
}
