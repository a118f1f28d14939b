/** The objects of a run: parts, commit records, summaries and the rest of what lies in the store. */
export * from './commits.js';
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
export * from './outcomes.js';
export * from './parts.js';
export * from './read-part.js';
export * from './runs.js';
export * from './shard-index.js';
export * from './shard-rows.js';
export * from './summaries.js';
export * from './tallies.js';
export * from './totals.js';
export * from './truth-of.js';
export * from './write-part.js';
