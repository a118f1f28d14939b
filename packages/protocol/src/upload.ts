/** A manifest that is sent to the API: the media types it takes, and its answer. */
import { z } from 'zod';

export const uploadTypes = {
  'application/x-ndjson': 'jsonl',
  'application/jsonl': 'jsonl',
  'text/csv': 'csv',
  'application/vnd.apache.parquet': 'parquet',
} as const;

/** What a manifest of each kind is sent as. */
export const mediaTypes = {
  jsonl: 'application/x-ndjson',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
} as const;

export const uploadedSchema = z
  .object({
    manifest: z.string().describe('Its address, for POST /v1/runs.'),
    kind: z.enum(['jsonl', 'csv', 'parquet']),
    bytes: z.int(),
  })
  .meta({ id: 'Upload' });
export type UploadedView = z.infer<typeof uploadedSchema>;

export const uploadedPicturesViewSchema = z
  .object({
    manifest: z.string().describe('Their address: a manifest, and a base that rows may be found from.'),
    pictures: z.int().describe('Stored by this request.'),
    bytes: z.int(),
    passedOver: z.int().describe('Files that have no picture’s name.'),
  })
  .meta({ id: 'UploadedPictures' });
export type UploadedPicturesView = z.infer<typeof uploadedPicturesViewSchema>;
