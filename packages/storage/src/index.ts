export { openStore, type StoreOptions } from './open-store.js';
export type { S3Object, S3ObjectReader } from './s3-object.js';
export { s3ObjectReader } from './s3-object-reader.js';
export { s3PrefixLister } from './s3-prefix-lister.js';
export type { S3Request, S3Settings } from './s3-settings.js';
