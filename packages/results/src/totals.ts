/** Totals: the running sum of a run's commit records. */
import { emptyTally } from '@camfleet/cam';
import type { CommitRecord, Counts } from '@camfleet/contracts';
import { addExactly, addTallies, type Tally, type TallySum } from './tallies.js';

export interface RunTotals {
  readonly shards: number;
  readonly parts: number;
  /** Of all parts. */
  readonly bytes: number;
  readonly paddedImages: number;
  readonly counts: Counts;
  readonly failures: Tally;
  readonly warnings: Tally;
  /** Added to where it stands. */
  readonly evaluation: TallySum;
}

export function emptyTotals(): RunTotals {
  return {
    shards: 0,
    parts: 0,
    bytes: 0,
    paddedImages: 0,
    counts: { ok: 0, failed: 0, skipped: 0 },
    failures: {},
    warnings: {},
    evaluation: emptyTally(),
  };
}

/** The totals with one more record; those before it are used up. Whole numbers only, so that the order of the records does not matter. */
export function addCommit(totals: RunTotals, record: CommitRecord): RunTotals {
  const { ok, failed, skipped } = totals.counts;
  addExactly(totals.evaluation, record.evaluation);
  return {
    shards: totals.shards + 1,
    parts: totals.parts + record.parts.length,
    bytes: record.parts.reduce((sum, part) => sum + part.bytes, totals.bytes),
    paddedImages: totals.paddedImages + record.timings.paddedImages,
    counts: {
      ok: ok + record.counts.ok,
      failed: failed + record.counts.failed,
      skipped: skipped + record.counts.skipped,
    },
    failures: addTallies(totals.failures, record.failures),
    warnings: addTallies(totals.warnings, record.warnings),
    evaluation: totals.evaluation,
  };
}
