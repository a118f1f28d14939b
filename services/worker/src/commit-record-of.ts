/** Everything a shard's commit record says, from its outcomes. */
import { type CommitRecord, type Counts, type Outcome, scoreBins } from '@camfleet/contracts';
import type { PartReference } from '@camfleet/results';
import type { ShardWork } from './shard-work.js';

export interface Execution extends Omit<ShardWork, 'outcomes'> {
  readonly shard: number;
  /** Unique to this execution. */
  readonly attempt: string;
  readonly worker: string;
  readonly startedAt: Date;
}

export function commitRecordOf(
  execution: Execution,
  outcomes: readonly Outcome[],
  part: Omit<PartReference, 'rows'>,
): CommitRecord {
  const { shard, attempt, worker, startedAt, evaluation, paddedImages, fetchedBytes } = execution;
  const counts: Counts = { ok: 0, failed: 0, skipped: 0 };
  const failures: Record<string, number> = {};
  const warnings: Record<string, number> = {};
  const scores: Record<string, number> = {};
  for (const outcome of outcomes) {
    counts[outcome.outcome] += 1;
    if (outcome.outcome === 'failed') add(failures, outcome.error.code);
    if (outcome.outcome === 'ok') add(scores, scoreBinOf(outcome.scores[0] ?? 0));
    for (const warning of outcome.warnings) add(warnings, warning.split(':', 1)[0]!);
  }
  return {
    shard,
    attempt,
    worker,
    parts: [{ ...part, rows: outcomes.length }],
    counts,
    failures,
    warnings,
    evaluation,
    scores,
    timings: {
      startedAt: startedAt.toISOString(),
      seconds: (Date.now() - startedAt.getTime()) / 1_000,
      paddedImages,
      fetchedBytes,
    },
  };
}

/** A score of 1 belongs to the last bin. */
function scoreBinOf(score: number): string {
  return String(Math.min(scoreBins - 1, Math.floor(score * scoreBins)));
}

function add(tally: Record<string, number>, key: string): void {
  tally[key] = (tally[key] ?? 0) + 1;
}
