export { type Access, type AccessSettings, accessOf, guardedAccess, trustedAccess } from './access.js';
export { createSources, type SourceOptions, type Sources } from './create-sources.js';
export { describeUri } from './describe-uri.js';
export { type Download, downloadFile } from './download-file.js';
export type { ImageList } from './list-images.js';
export type { Opened, S3ObjectReader } from './opened.js';
export type { SourceLimits } from './source-limits.js';
export { SourceUnavailable } from './source-unavailable.js';
export type { ManifestLine } from './split-lines.js';
