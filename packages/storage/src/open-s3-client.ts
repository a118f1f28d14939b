/** The one place that configures the S3 SDK. */
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Settings } from './s3-settings.js';
import { tellRequests } from './tell-requests.js';

/** A host that does not accept within this time is unreachable. */
const connectionMs = 5_000;
/** A connection over which nothing moves for this long is dead: it ends uploads and downloads that stall, not slow ones. */
const idleMs = 20_000;
/** Until the answer begins, the upload included: long enough for a model of gigabytes. */
const requestMs = 600_000;
const socketsMax = 128;

/** `tries` of each request, with the SDK's standard backoff between them. */
export function openS3Client(settings: S3Settings, tries = 3): S3Client {
  const { endpoint, accessKeyId, secretAccessKey } = settings;
  const agent = { keepAlive: true, maxSockets: socketsMax };
  const config: S3ClientConfig = {
    maxAttempts: tries,
    retryMode: 'standard',
    followRegionRedirects: endpoint === undefined,
    requestHandler: {
      connectionTimeout: connectionMs,
      socketTimeout: idleMs,
      requestTimeout: requestMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
  const region = settings.region ?? (endpoint === undefined ? undefined : 'us-east-1');
  if (region !== undefined) config.region = region;
  if (endpoint !== undefined) {
    config.endpoint = endpoint;
    config.forcePathStyle = settings.forcePathStyle ?? true;
    // Servers other than AWS reject or ignore checksums that nobody required.
    config.requestChecksumCalculation = 'WHEN_REQUIRED';
    config.responseChecksumValidation = 'WHEN_REQUIRED';
  } else if (settings.forcePathStyle !== undefined) config.forcePathStyle = settings.forcePathStyle;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    config.credentials = { accessKeyId, secretAccessKey };
  }
  const client = new S3Client(config);
  if (settings.onRequest !== undefined) tellRequests(client, settings.onRequest);
  return client;
}
