/** One ok image, judged by its truth. */
import { type Evaluation, evaluateImage } from '@camfleet/cam';
import {
  type InputArea,
  inputArea,
  type ManifestRow,
  type ModelDescription,
  type OkOutcome,
} from '@camfleet/contracts';
import { mapsOf } from './draw-all.js';
import { type RowTruth, truthOf } from './truth-of.js';

/** `area`: what of the image its maps show; `topK`: how many of the outcome's classes are the network's own ranking; those behind it are true classes. */
export function evaluateOutcome(
  outcome: OkOutcome,
  area: InputArea,
  truth: RowTruth,
  topK: number,
): Evaluation {
  const { classes, boxes, guesses, mapHeight, mapWidth, width, height } = outcome;
  const maps = mapsOf(outcome);
  return evaluateImage({
    ranked: classes.slice(0, topK),
    guesses,
    drawn: new Map(classes.map((label, i) => [label, boxes[i]!])),
    maps: new Map(classes.map((label, i) => [label, maps[i]!])),
    mapHeight,
    mapWidth,
    labels: truth.labels,
    // Without maps there is nothing to hold true boxes against.
    boxes: mapHeight === 0 ? [] : truth.boxes,
    width,
    height,
    view: area,
  });
}

/** The same from what the store holds of it; null where nothing is known to be true of it. */
export function evaluateStored(
  outcome: OkOutcome,
  row: ManifestRow,
  model: ModelDescription,
): Evaluation | null {
  const truth = truthOf(row, model, outcome.width, outcome.height);
  if (truth.labels.length === 0) return null;
  return evaluateOutcome(outcome, inputArea(outcome, model.input, model.input), truth, model.topK);
}
