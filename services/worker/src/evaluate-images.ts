/** The shard's accumulators: every ok image that carries truth, judged. */
import { type Evaluation, emptyEvaluation, evaluateImage } from '@camfleet/cam';
import type { ProcessedImage } from './process-image.js';

/** `topK`: how many of an outcome's classes are the network's own ranking; those behind it are true classes. */
export function evaluateImages(images: readonly ProcessedImage[], topK: number): Evaluation {
  let evaluation = emptyEvaluation();
  for (const { outcome, truth } of images) {
    if (outcome.outcome !== 'ok' || truth === null) continue;
    evaluation = evaluateImage(evaluation, {
      ranked: outcome.classes.slice(0, topK),
      drawn: new Map(outcome.classes.map((label, i) => [label, outcome.boxes[i]!])),
      labels: truth.labels,
      // Without maps there is nothing to hold true boxes against.
      boxes: outcome.mapHeight === 0 ? [] : truth.boxes,
      width: outcome.width,
      height: outcome.height,
    });
  }
  return evaluation;
}
