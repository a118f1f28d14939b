/** The outcome of a row that nobody tried, since its run was cancelled. */
import type { ManifestRow, SkippedOutcome } from '@camfleet/contracts';

export function skipped({ index, uri, id, warnings = [] }: ManifestRow): SkippedOutcome {
  return { index, uri, id, outcome: 'skipped', warnings };
}
