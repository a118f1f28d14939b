import { centreBox, wholeBox } from './baseline-boxes.js';
import { bestIou } from './best-iou.js';
import type { Box } from './box.js';
import { type Evaluation, emptyEvaluation, iouUnit, sumTallies } from './evaluation.js';
import type { Guess } from './guess-boxes.js';
import { hitCurves } from './hit-curves.js';
import { pointsAt } from './points-at.js';

/** A box is right where its IoU with a true box reaches this. */
export const hitIou = 0.5;

/** A true box and the class it shows. */
export type TrueBox = { readonly box: Box; readonly label: number };

/** What a model's map of one class is, and what was drawn from it. */
export type DrawnMap = {
  /** [mapHeight, mapWidth], raw. */
  readonly map: Float32Array;
  /** The policy's primary box; null where none was drawn. */
  readonly box: Box | null;
};

/** What a model said of one image, and what is true. */
export type ImageResult = {
  /** [k] predicted classes, best first. */
  readonly ranked: readonly number[];
  /** The policy's guesses, best first; those beyond the fifth are not looked at. */
  readonly guesses: readonly Guess[];
  /** By class: at least each label that has true boxes. */
  readonly drawn: ReadonlyMap<number, DrawnMap>;
  readonly mapHeight: number;
  readonly mapWidth: number;
  /** True classes; none where the truth is unknown, and then nothing is counted. */
  readonly labels: readonly number[];
  /** True boxes, already clipped to the image. One whose label is not among `labels` is ignored. */
  readonly boxes: readonly TrueBox[];
  /** Of the oriented image, in pixels. */
  readonly width: number;
  readonly height: number;
};

const count = (right: boolean): number => (right ? 1 : 0);

/** One true class of an image: what its own map and box are worth, and what the baselines are. */
function evaluatePair(
  { map, box }: DrawnMap,
  truths: readonly Box[],
  { width, height, mapHeight, mapWidth }: ImageResult,
): Readonly<Record<string, number>> {
  const best = bestIou(box, truths);
  return {
    ...hitCurves(map, mapHeight, mapWidth, width, height, truths),
    pairs: 1,
    gtKnown: count(best >= hitIou),
    iouUnits: Math.round(best / iouUnit),
    pointed: count(pointsAt(map, mapHeight, mapWidth, width, height, truths)),
    centre: count(bestIou(centreBox(width, height), truths) >= hitIou),
    whole: count(bestIou(wholeBox(width, height), truths) >= hitIou),
  };
}

/**
 * Judges one image. A guess is right in class where it is one of the labels, and right in place where its box has
 * IoU >= hitIou with a true box of that same label. Class figures judge the first, or the first five, of the predicted
 * classes; localisation figures the first, or the first five, of the policy's guesses (the error of ILSVRC is the least
 * over the guesses). GT-known, mean IoU, the pointing game and the curves behind MaxBoxAcc judge, for each label that has
 * true boxes, that class's own map, whatever was predicted; with one label an image these are the customary figures.
 *
 * @returns an evaluation of this image alone, to be added to others
 * @throws RangeError where `drawn` lacks a class that has to be judged
 */
export function evaluateImage(image: ImageResult): Evaluation {
  const labels = new Set(image.labels);
  const truths = new Map<number, Box[]>();
  for (const { box, label } of image.boxes)
    if (labels.has(label)) truths.set(label, [...(truths.get(label) ?? []), box]);
  const isPlaced = ({ label, box }: Guess): boolean => bestIou(box, truths.get(label) ?? []) >= hitIou;
  const ranked = image.ranked.slice(0, 5);
  const guesses = image.guesses.slice(0, 5);
  const pairs = [...truths].map(([label, known]) => {
    const drawn = image.drawn.get(label);
    if (drawn === undefined)
      throw new RangeError(`class ${label} has true boxes, but no map of it was given`);
    return evaluatePair(drawn, known, image);
  });
  return {
    ...emptyEvaluation(),
    ...sumTallies(pairs),
    images: count(labels.size > 0),
    imagesWithBoxes: count(truths.size > 0),
    top1Cls: count(ranked.slice(0, 1).some((label) => labels.has(label))),
    top5Cls: count(ranked.some((label) => labels.has(label))),
    top1Loc: count(guesses.slice(0, 1).some(isPlaced)),
    top5Loc: count(guesses.some(isPlaced)),
  };
}
