/** An outcome beside its truth, as it is shown. */
import { bestIou, clipBox } from '@camfleet/cam';
import type { ManifestRow, ModelDescription, OkOutcome, Outcome, ShownOutcome } from '@camfleet/contracts';
import { skipped } from '../skipped.js';
import { classIndex, truthOf } from '../truth-of.js';

const nothing = {
  error: null,
  width: null,
  height: null,
  classes: [],
  scores: [],
  boxes: [],
  policy: '',
  iou: null,
  mapHeight: 0,
  mapWidth: 0,
} as const;

/** `row`: the manifest's, or null where nobody knows any truth. */
export function showOutcome(
  outcome: Outcome,
  row: ManifestRow | null,
  model: ModelDescription,
): ShownOutcome {
  const { index, uri, id, warnings } = outcome;
  const size = outcome.outcome === 'ok' ? outcome : { width: Infinity, height: Infinity };
  const common = {
    ...nothing,
    index,
    uri,
    id,
    outcome: outcome.outcome,
    warnings,
    truth: row && shownTruth(row, model, size),
  };
  if (outcome.outcome === 'skipped') return common;
  if (outcome.outcome === 'failed') {
    const { code, stage, message } = outcome.error;
    return { ...common, error: { code, stage, message } };
  }
  const { width, height, classes, scores, boxes, policy, mapHeight, mapWidth } = outcome;
  const iou = row && leastIou(outcome, row, model);
  return { ...common, width, height, classes, scores, boxes, policy, mapHeight, mapWidth, iou };
}

/** A row that was never begun: nothing is known of it but what the manifest says. */
export function showNeverBegun(row: ManifestRow): ShownOutcome {
  return { ...nothing, ...skipped(row), truth: null };
}

function shownTruth(
  { labels = [], boxes = [] }: ManifestRow,
  model: ModelDescription,
  { width, height }: { readonly width: number; readonly height: number },
): ShownOutcome['truth'] {
  const known = [...new Set(labels.map((label) => classIndex(label, model)))].filter(
    (label) => label !== null,
  );
  const inside = boxes.flatMap(({ box, label }) => {
    const clipped = clipBox(box, width, height);
    if (clipped === null) return [];
    const only = known.length === 1 ? known[0]! : null;
    return [{ box: clipped, label: label === undefined ? only : classIndex(label, model) }];
  });
  return known.length + inside.length === 0 ? null : { labels: known, boxes: inside };
}

/** As GT-known judges it: for each true class that has true boxes, the box of that class's own map. */
function leastIou(outcome: OkOutcome, row: ManifestRow, model: ModelDescription): number | null {
  // A run of classes only has drawn nothing that could be wrong.
  if (outcome.mapHeight === 0) return null;
  const truth = truthOf(row, model, outcome.width, outcome.height);
  const ious = truth.labels.flatMap((label) => {
    const own = truth.boxes.filter((known) => known.label === label).map(({ box }) => box);
    if (own.length === 0) return [];
    return [bestIou(outcome.boxes[outcome.classes.indexOf(label)] ?? null, own)];
  });
  return ious.length === 0 ? null : Math.min(...ious);
}
