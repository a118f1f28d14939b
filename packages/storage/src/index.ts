export { openS3Client } from './open-s3-client.js';
export { openStore, type StoreOptions } from './open-store.js';
export { type S3Object, type S3ObjectReader, s3ObjectReader } from './s3-object-reader.js';
export type { S3Settings } from './s3-settings.js';
