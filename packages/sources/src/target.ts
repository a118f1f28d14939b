/** What a URI points at, once it is read. */
import type { Failure } from '@camfleet/contracts';

export type Target =
  | { readonly scheme: 'file'; readonly path: string }
  | { readonly scheme: 's3'; readonly bucket: string; readonly key: string }
  | { readonly scheme: 'http' | 'https'; readonly url: URL };

/** A target as a guard sees it: `host` is the host and port, or the bucket; `path` the file, the key or the URL's path. */
export interface GuardedTarget {
  readonly scheme: Target['scheme'];
  readonly host?: string;
  readonly path?: string;
}

/** Asked before anything is opened, and again at every redirect. A Failure refuses. */
export type AllowTarget = (target: GuardedTarget) => Failure | null;

export function guarded(target: Target): GuardedTarget {
  switch (target.scheme) {
    case 'file':
      return { scheme: 'file', path: target.path };
    case 's3':
      return { scheme: 's3', host: target.bucket, path: target.key };
    default:
      return { scheme: target.scheme, host: target.url.host, path: target.url.pathname };
  }
}

/** The target in a sentence: without name, password and query, any of which may be a credential. */
export function describeTarget(target: Target): string {
  switch (target.scheme) {
    case 'file':
      return target.path;
    case 's3':
      return `s3://${target.bucket}/${target.key}`;
    default:
      return `${target.url.origin}${target.url.pathname}${target.url.search === '' ? '' : '?…'}`;
  }
}
