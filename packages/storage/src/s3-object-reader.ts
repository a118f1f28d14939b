/** Reads objects of any bucket for the users' own URIs: what the wiring hands to the sources. */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { type Failure, failure } from '@camfleet/contracts';
import { openS3Client } from './open-s3-client.js';
import { meansNoObject, symptomsOf } from './s3-problem.js';
import type { S3Settings } from './s3-settings.js';

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

const forbidden = [
  'CredentialsProviderError',
  'ExpiredToken',
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
];

export function s3ObjectReader(settings: S3Settings): S3ObjectReader {
  const client = openS3Client(settings, 1);
  return async (bucket, key, signal) => {
    try {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      return {
        body: answer.Body as unknown as AsyncIterable<Uint8Array>,
        bytes: answer.ContentLength,
        version: answer.ETag,
      };
    } catch (error) {
      const { name, status } = symptomsOf(error);
      if (meansNoObject(error)) return failure('source-not-found', `s3://${bucket}/${key} does not exist`);
      if (name === 'NoSuchBucket') return failure('source-not-found', `there is no bucket s3://${bucket}`);
      if (status === 401 || status === 403 || forbidden.includes(name)) {
        return failure('source-forbidden', `s3://${bucket}/${key} was refused (${name})`);
      }
      throw error;
    }
  };
}
