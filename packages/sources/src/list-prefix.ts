/** The pictures under an S3 prefix, as the rows of a manifest. */
import { isFailure, Problem } from '@camfleet/contracts';
import { checkTarget } from './check-target.js';
import type { SourceOptions } from './create-sources.js';
import { isImageName } from './image-name.js';
import { resolveUri } from './resolve-uri.js';

/** Keys under `s3://bucket/prefix/`, relative to it, in order; handed in by the wiring. */
export type ListS3 = (address: string) => AsyncIterable<string>;

/** Page by page: a bucket of any size. Throws Problem 'manifest-unreadable' where the prefix may not be read, and the signal's reason. */
export async function* listPrefix(
  address: string,
  { listS3, access }: SourceOptions,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const target = resolveUri(`${address}.`, '');
  if (isFailure(target) || listS3 === undefined) {
    throw new Problem(
      'manifest-unreadable',
      `the prefix ${address} cannot be listed: it is no s3:// address`,
    );
  }
  const refused = checkTarget(access, target);
  if (refused !== null) throw new Problem('manifest-unreadable', refused.message);
  for await (const key of listS3(address)) {
    signal?.throwIfAborted();
    if (isImageName(key)) yield key;
  }
}
