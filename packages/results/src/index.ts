/** The objects of a run: parts, commit records, summaries and the rest of what lies in the store. */
export * from './accuracy-of.js';
export * from './api-keys.js';
export * from './claims.js';
export * from './commits.js';
export * from './control-log.js';
export * from './define-policy.js';
export * from './draw-all.js';
export {
  type ExportFacts,
  labelNames,
  type ReadOutcomes,
} from './export/annotation-format.js';
export { annotationFormats } from './export/annotation-formats.js';
export * from './export/export-formats.js';
export * from './export/export-run.js';
export type { ExportReport } from './export/exporter.js';
export * from './list-runs.js';
export * from './merged-summary.js';
export * from './open-runs.js';
export * from './outcomes.js';
export * from './parquet-rows.js';
export * from './parts.js';
export * from './pieces.js';
export * from './read-part.js';
export * from './retries.js';
export * from './run-listing.js';
export * from './runs.js';
export * from './shard-index.js';
export * from './shard-rows.js';
export * from './skipped.js';
export * from './summaries.js';
export * from './sweep.js';
export * from './tallies.js';
export * from './totals.js';
export * from './truth-of.js';
export * from './uploads.js';
export * from './write-part.js';
