export { createSources, type SourceOptions, type Sources } from './create-sources.js';
export { type Download, downloadFile } from './download-file.js';
export { type ImageList, listImages } from './list-images.js';
export type { Opened, S3ObjectReader } from './opened.js';
export type { SourceLimits } from './source-limits.js';
export { SourceUnavailable } from './source-unavailable.js';
export type { ManifestLine } from './split-lines.js';
export type { AllowTarget, GuardedTarget } from './target.js';
