/** What a URI points at, once it is read. */

export type Target =
  | { readonly scheme: 'file'; readonly path: string }
  | { readonly scheme: 's3'; readonly bucket: string; readonly key: string }
  | { readonly scheme: 'upload'; readonly upload: string; readonly name: string }
  | { readonly scheme: 'http' | 'https'; readonly url: URL };

/** The target in a sentence: without name, password and query, any of which may be a credential. */
export function describeTarget(target: Target): string {
  switch (target.scheme) {
    case 'file':
      return target.path;
    case 's3':
      return `s3://${target.bucket}/${target.key}`;
    case 'upload':
      return `upload://${target.upload}/${target.name}`;
    default:
      return `${target.url.origin}${target.url.pathname}${target.url.search === '' ? '' : '?…'}`;
  }
}
