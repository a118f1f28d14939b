/** One object as the sources see it, and who reads it. */
import type { Failure } from '@camfleet/contracts';

export interface S3Object {
  /** Breaks off with an error where the connection does. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly bytes: number | undefined;
  /** ETag: another one means other bytes. */
  readonly version: string | undefined;
}

/**
 * One object, or a Failure that will not pass: 'source-not-found', 'source-forbidden'. Throws where trying again may help,
 * and tries once only: the sources count the tries. The body must be read or left by `break`, else its connection stays open.
 */
export type S3ObjectReader = (
  bucket: string,
  key: string,
  signal?: AbortSignal,
) => Promise<S3Object | Failure>;
