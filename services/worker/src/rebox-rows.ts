/** A shard's rows without the network: other boxes from the maps that the parent run has stored. */
import { type BoxPolicy, emptyEvaluation, evaluateBoxes, type PolicyFigures } from '@camfleet/cam';
import {
  inputArea,
  type ManifestRow,
  type ModelDescription,
  type OkOutcome,
  Problem,
  type RunRequest,
} from '@camfleet/contracts';
import type { Attempt } from '@camfleet/queue';
import { drawAll, getPart, readCommit, truthOf } from '@camfleet/results';
import type { ShardDependencies, ShardWork } from './shard-work.js';

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
  const outcomes = stored.map((outcome, i) => {
    if (outcome.outcome !== 'ok') return outcome;
    const drawn = rebox(outcome, model, parameters.policy);
    figures.push(judge(drawn, rows[i]!, model));
    return drawn;
  });
  meter.redrawn(outcomes.length);
  return {
    outcomes,
    evaluation: { ...emptyEvaluation(), ...record.evaluation, ...sumFigures(figures) },
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
