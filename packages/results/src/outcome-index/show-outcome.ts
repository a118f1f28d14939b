/** An outcome beside its truth, as it is shown. */
import { bestIou, clipBox } from '@camfleet/cam';
import type {
  FailedOutcome,
  ManifestRow,
  ModelDescription,
  OkOutcome,
  Outcome,
  ShownOutcome,
} from '@camfleet/contracts';
import { skipped } from '../skipped.js';
import { classIndex, truthOf } from '../truth-of.js';

/** `row`: the manifest's, or null where nobody knows any truth. */
export function showOutcome(
  outcome: Outcome,
  row: ManifestRow | null,
  model: ModelDescription,
): ShownOutcome {
  const ok = outcome.outcome === 'ok' ? outcome : null;
  const truth = row && shownTruth(row, model, ok ?? boundless);
  return shownAs(outcome, truth, ok && row && leastIou(ok, row, model));
}

/** A row that was never begun: nothing is known of it but what the manifest says. */
export function showNeverBegun(row: ManifestRow): ShownOutcome {
  return shownAs(skipped(row), null, null);
}

/**
 * In the order of the schema, each field by its name: objects that are spread into others cost ten times as much, and a run
 * has ten million.
 */
function shownAs(outcome: Outcome, truth: ShownOutcome['truth'], iou: ShownOutcome['iou']): ShownOutcome {
  const ok = outcome.outcome === 'ok' ? outcome : null;
  return {
    index: outcome.index,
    uri: outcome.uri,
    id: outcome.id,
    outcome: outcome.outcome,
    error: outcome.outcome === 'failed' ? shownError(outcome) : null,
    width: ok?.width ?? null,
    height: ok?.height ?? null,
    classes: ok?.classes ?? [],
    scores: ok?.scores ?? [],
    boxes: ok?.boxes ?? [],
    policy: ok?.policy ?? '',
    truth,
    iou,
    mapHeight: ok?.mapHeight ?? 0,
    mapWidth: ok?.mapWidth ?? 0,
    warnings: outcome.warnings,
  };
}

const boundless = { width: Infinity, height: Infinity };

function shownError({ error: { code, stage, message } }: FailedOutcome): ShownOutcome['error'] {
  return { code, stage, message };
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
