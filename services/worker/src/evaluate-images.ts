/** The shard's accumulators: every ok image that carries truth, judged. */
import { type Evaluation, evaluateImage, sumEvaluations } from '@camfleet/cam';
import { mapsOf } from '@camfleet/results';
import type { ProcessedImage } from './process-image.js';

/** `topK`: how many of an outcome's classes are the network's own ranking; those behind it are true classes. */
export function evaluateImages(images: readonly ProcessedImage[], topK: number): Evaluation {
  return sumEvaluations(images.flatMap((image) => evaluateOne(image, topK) ?? []));
}

function evaluateOne({ outcome, truth }: ProcessedImage, topK: number): Evaluation | null {
  if (outcome.outcome !== 'ok' || truth === null) return null;
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
  });
}
