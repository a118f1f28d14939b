/** Reads objects for the users' own URIs, and loads the SDK when the first one is asked for. */
import type { S3ObjectReader } from './s3-object.js';
import type { S3Settings } from './s3-settings.js';

export function s3ObjectReader(settings: S3Settings): S3ObjectReader {
  let reader: Promise<S3ObjectReader> | null = null;
  return async (bucket, key, signal) => {
    reader ??= import('./open-s3-object-reader.js').then(({ openS3ObjectReader }) =>
      openS3ObjectReader(settings),
    );
    return (await reader)(bucket, key, signal);
  };
}
