/** Reads a URI as users write it. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Failure, failure, isPictureName } from '@camfleet/contracts';
import type { Target } from './target.js';

/** With "//", or one that is never the beginning of a file's name: "12:30.jpg" is a file. */
const anyScheme = /^(?:([a-z][a-z0-9+.-]*):\/\/|(data|file|blob|about|javascript|mailto|urn):)/i;

/**
 * The target of `uri`. An absolute path is a file wherever the manifest lies; anything else without a scheme is found from
 * `base`: a folder, or an s3://, upload:// or http(s):// address that ends in a slash. Names of files and keys are taken to the letter,
 * "%20" and "#" included; http addresses by the rules of URLs.
 */
export function resolveUri(uri: string, base: string): Target | Failure {
  if (uri === '' || uri.includes('\0'))
    return failure('source-unsupported', 'the address is empty or broken');
  const scheme = schemeOf(uri);
  if (scheme !== null) return resolveAbsolute(uri, scheme);
  if (uri.startsWith('/')) return { scheme: 'file', path: uri };
  switch (schemeOf(base)) {
    case 'http':
    case 'https':
      return httpTarget(uri, base);
    case 's3':
      return s3Target(base.replace(/\/?$/, '/') + uri);
    case 'upload':
      return uploadTarget(base + uri);
    case 'file':
      return fileTarget(base, uri);
    default:
      return { scheme: 'file', path: resolve(base, uri) };
  }
}

function schemeOf(uri: string): string | null {
  const match = anyScheme.exec(uri);
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

function resolveAbsolute(uri: string, scheme: string): Target | Failure {
  switch (scheme) {
    case 'http':
    case 'https':
      return httpTarget(uri);
    case 's3':
      return s3Target(uri);
    case 'upload':
      return uploadTarget(uri);
    case 'file':
      return fileTarget(uri, '');
    default:
      return failure('source-unsupported', `addresses that start with ${scheme}: cannot be opened`);
  }
}

function fileTarget(url: string, below: string): Target | Failure {
  try {
    return { scheme: 'file', path: resolve(fileURLToPath(url), below) };
  } catch {
    return failure('source-unsupported', 'the file: address names no file of this machine');
  }
}

function s3Target(uri: string): Target | Failure {
  const match = /^s3:\/\/([a-z0-9][\w.-]*)\/(.+)$/is.exec(uri);
  if (match === null) return failure('source-unsupported', 'an address on S3 is s3://bucket/key');
  const key = withoutDots(match[2]!);
  if (key === null) return failure('source-not-found', 'the address leads out of its bucket');
  return { scheme: 's3', bucket: match[1]!, key };
}

function uploadTarget(uri: string): Target | Failure {
  const match = /^upload:\/\/([0-9a-f]{32})\/(.+)$/is.exec(uri);
  if (match === null) return failure('source-unsupported', 'an uploaded picture is upload://id/name');
  const name = withoutDots(match[2]!);
  if (name === null || !isPictureName(name)) {
    return failure('source-not-found', 'no uploaded picture has such a name');
  }
  return { scheme: 'upload', upload: match[1]!.toLowerCase(), name };
}

/** The key with its "." and ".." carried out, or null where they lead above the bucket. */
function withoutDots(key: string): string | null {
  const kept: string[] = [];
  for (const segment of key.split('/')) {
    if (segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.pop() === undefined) return null;
  }
  return kept.join('/');
}

function httpTarget(uri: string, base?: string): Target | Failure {
  try {
    const url = new URL(uri, base);
    if (url.protocol === 'http:') return { scheme: 'http', url };
    if (url.protocol === 'https:') return { scheme: 'https', url };
    return failure('source-unsupported', `addresses that start with ${url.protocol} cannot be opened`);
  } catch {
    return failure('source-unsupported', 'the address is not a valid URL');
  }
}
