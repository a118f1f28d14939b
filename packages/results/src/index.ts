/** The objects of a run: parts, commit records, summaries and the rest of what lies in the store. */
export * from './accuracy-of.js';
export * from './api-keys.js';
export * from './claims.js';
export * from './commits.js';
export * from './control-log.js';
export * from './define-policy.js';
export * from './deleted-runs.js';
export * from './derived-runs.js';
export * from './draw-all.js';
export { evaluateOutcome } from './evaluate-outcome.js';
export type { Format } from './export/export-format.js';
export * from './export/export-formats.js';
export * from './export/export-names.js';
export { fillPlace } from './export/export-place.js';
export * from './export/export-run.js';
export * from './export/in-pieces.js';
export * from './export/open-export.js';
export { foldRetries } from './fold-retries.js';
export * from './list-runs.js';
export * from './merged-summary.js';
export * from './open-runs.js';
export {
  type ComparedTables,
  compareTables,
  orderPairs,
  type PairOrder,
} from './outcome-index/compare-tables.js';
export {
  type IndexSettings,
  indexOutcomes,
  indexPage,
  outcomePageShards,
  readOutcomeIndex,
} from './outcome-index/index-outcomes.js';
export { matchText } from './outcome-index/match-text.js';
export { mergeTables, rowOfIndex } from './outcome-index/merge-tables.js';
export { numbersNeverBegun } from './outcome-index/never-begun.js';
export { loadOutcomeTable, noCode, type OutcomeTable, tableRowBytes } from './outcome-index/outcome-table.js';
export { type ReadRow, readRows } from './outcome-index/read-rows.js';
export { type RowFilter, selectRows } from './outcome-index/select-rows.js';
export { showOutcome } from './outcome-index/show-outcome.js';
export * from './outcomes.js';
export * from './parquet-rows.js';
export * from './parts.js';
export * from './pieces.js';
export * from './read-part.js';
export * from './run-listing.js';
export * from './runs.js';
export { createScoreDrift, type ScoreDrift } from './score-drift.js';
export * from './shard-index.js';
export * from './shard-rows.js';
export * from './skipped.js';
export * from './summaries.js';
export * from './sweep.js';
export * from './tallies.js';
export * from './timeline.js';
export * from './timelines.js';
export * from './totals.js';
export * from './truth-of.js';
export * from './uploaded-pictures.js';
export * from './uploads.js';
export * from './write-part.js';
