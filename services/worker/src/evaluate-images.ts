/** The shard's accumulators: every ok image that carries truth, judged. */
import { type Evaluation, evaluateImage, fromHalf, sumEvaluations } from '@camfleet/cam';
import type { ProcessedImage } from './process-image.js';

/** `topK`: how many of an outcome's classes are the network's own ranking; those behind it are true classes. */
export const evaluateImages = (images: readonly ProcessedImage[], topK: number): Evaluation =>
  sumEvaluations(images.flatMap((image) => evaluateOne(image, topK) ?? []));

function evaluateOne({ outcome, truth }: ProcessedImage, topK: number): Evaluation | null {
  if (outcome.outcome !== 'ok' || truth === null) return null;
  const { classes, boxes, maps, mapHeight, mapWidth, width, height } = outcome;
  const cells = mapHeight * mapWidth;
  const ranked = classes.slice(0, topK);
  return evaluateImage({
    ranked,
    // One guess a class, which is what every policy offered so far makes.
    guesses: ranked.slice(0, 5).map((label, i) => ({ label, box: boxes[i]! })),
    drawn: new Map(classes.map((label, i) => [label, boxes[i]!])),
    maps: new Map(classes.map((label, i) => [label, fromHalf(maps.subarray(i * cells, (i + 1) * cells))])),
    mapHeight,
    mapWidth,
    labels: truth.labels,
    boxes: truth.boxes,
    width,
    height,
  });
}
