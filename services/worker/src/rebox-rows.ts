/** A shard's rows without the network: other boxes from the maps that the parent run has stored. */
import { setImmediate } from 'node:timers/promises';
import {
  type BoxPolicy,
  emptyEvaluation,
  emptyTally,
  evaluateBoxes,
  type PolicyFigures,
} from '@camfleet/cam';
import {
  inputArea,
  type ManifestRow,
  type ModelDescription,
  type OkOutcome,
  type Outcome,
  Problem,
  type RunRequest,
} from '@camfleet/contracts';
import type { Attempt } from '@camfleet/queue';
import { drawAll, getPart, readCommit, truthOf } from '@camfleet/results';
import type { ShardDependencies, ShardWork } from './shard-work.js';

/** Rows that are drawn in one turn of the event loop. */
const rowsPerTurn = 16;

/** What does not depend on how boxes are drawn (classes, curves, baselines) is the parent's; the rest is judged anew. */
export async function reboxRows(
  rows: readonly ManifestRow[],
  attempt: Attempt,
  { run, parent, parameters }: RunRequest,
  { store, model, meter }: ShardDependencies,
): Promise<ShardWork> {
  const record = await readCommit(store, parent!.run, attempt.job.shard);
  if (record === null) {
    throw new Problem(
      'run-conflict',
      `run ${run} is drawn from ${parent!.run}, which is not complete: resume that one first`,
    );
  }
  const stored = (await Promise.all(record.parts.map((part) => getPart(store, part)))).flat();
  const figures: PolicyFigures[] = [];
  const outcomes: Outcome[] = [];
  for (const [i, outcome] of stored.entries()) {
    // Leases are renewed, and stops and cancels heard, in between.
    if (i % rowsPerTurn === 0) await setImmediate();
    attempt.signal.throwIfAborted();
    if (outcome.outcome !== 'ok') {
      outcomes.push(outcome);
      continue;
    }
    const drawn = rebox(outcome, model, parameters.policy);
    figures.push(judge(drawn, rows[i]!, model));
    outcomes.push(drawn);
  }
  meter.redrawn(outcomes.length);
  return {
    outcomes,
    evaluation: Object.assign(emptyTally(), emptyEvaluation(), record.evaluation, sumFigures(figures)),
    paddedImages: 0,
    fetchedBytes: 0,
  };
}

function rebox(outcome: OkOutcome, model: ModelDescription, policy: BoxPolicy): OkOutcome {
  const area = inputArea(outcome, model.input, model.input);
  return {
    ...outcome,
    ...drawAll(outcome, area, model.topK, policy),
    policy: `${policy.id}@${policy.version}`,
  };
}

function judge(outcome: OkOutcome, row: ManifestRow, model: ModelDescription): PolicyFigures {
  const { classes, boxes, guesses, width, height } = outcome;
  const truth = truthOf(row, model, width, height);
  const drawn = new Map(classes.map((label, i) => [label, boxes[i]!]));
  return evaluateBoxes({ guesses, drawn, labels: truth.labels, boxes: truth.boxes });
}

function sumFigures(figures: readonly PolicyFigures[]): PolicyFigures {
  const sum = { top1Loc: 0, top5Loc: 0, gtKnown: 0, iouUnits: 0 };
  for (const one of figures) {
    sum.top1Loc += one.top1Loc;
    sum.top5Loc += one.top5Loc;
    sum.gtKnown += one.gtKnown;
    sum.iouUnits += one.iouUnits;
  }
  return sum;
}
