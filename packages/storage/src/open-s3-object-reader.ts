/** Reads objects of any bucket for the users' own URIs: what the wiring hands to the sources. */
import type { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { failure } from '@camfleet/contracts';
import { openS3Client } from './open-s3-client.js';
import type { S3ObjectReader } from './s3-object.js';
import { meansNoObject, symptomsOf } from './s3-problem.js';
import type { S3Settings } from './s3-settings.js';

const forbidden = [
  'CredentialsProviderError',
  'ExpiredToken',
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
];

export function openS3ObjectReader(settings: S3Settings): S3ObjectReader {
  const client = openS3Client(settings, 1);
  return async (bucket, key, signal) => {
    try {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      const body = answer.Body as Readable;
      // It may break off before anybody reads it, who is told then; unheard, it would end the process.
      body.on('error', () => {});
      return {
        body,
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
