/** Where a program on this machine finds a picture. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const isRemote = (address: string): boolean => /^(s3|https?):\/\//i.test(address);

/**
 * @param base where relative addresses are found from: a folder, or an address that ends in a slash
 * @returns a path, absolute, or an s3:// or http(s):// address
 */
export function imageAddress(uri: string, base: string): string {
  if (isRemote(uri)) return uri;
  if (/^file:\/\//i.test(uri)) return fileURLToPath(uri);
  if (!isRemote(base)) return resolve(base, uri);
  return /^s3:/i.test(base) ? base + uri : new URL(uri, base).href;
}
