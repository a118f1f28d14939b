/** The environment variables that several services share. */
import { z } from 'zod';
import type { LabelsOf } from './metrics/metric-catalogue.js';
import type { Metrics } from './metrics/metrics.js';

/** The S3 server and its keys; where keys are absent, the usual AWS sources (profile, instance role) are asked. */
export const s3Environment = {
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().optional(),
  AWS_REGION: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  /** A file of profiles that holds the keys, where they are in no variable: the SDK reads it itself. */
  AWS_SHARED_CREDENTIALS_FILE: z.string().optional(),
};
const s3Schema = z.object(s3Environment);

/** The same as plain values, as the store and the sources take them; requests are counted as theirs by `onRequest`. */
export function s3Settings(config: z.infer<typeof s3Schema>, onRequest?: ReturnType<typeof countS3Requests>) {
  return {
    ...(onRequest === undefined ? {} : { onRequest }),
    ...(config.S3_ENDPOINT === undefined ? {} : { endpoint: config.S3_ENDPOINT, forcePathStyle: true }),
    region: config.S3_REGION ?? config.AWS_REGION ?? 'us-east-1',
    ...(config.AWS_ACCESS_KEY_ID === undefined || config.AWS_SECRET_ACCESS_KEY === undefined
      ? {}
      : { accessKeyId: config.AWS_ACCESS_KEY_ID, secretAccessKey: config.AWS_SECRET_ACCESS_KEY }),
  };
}

/** Counts requests to S3, those to our own store apart from those to users' buckets. */
export function countS3Requests(metrics: Metrics, of: LabelsOf<'camfleet_s3_requests_total'>['of']) {
  return ({ operation, code, seconds }: { operation: string; code: number | string; seconds: number }) => {
    metrics.add('camfleet_s3_requests_total', { of, operation, code: String(code) });
    metrics.observe('camfleet_s3_request_duration_seconds', { operation }, seconds);
  };
}

export const logEnvironment = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};
