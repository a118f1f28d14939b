import { centreBox, wholeBox } from './baseline-boxes.js';
import { bestIou } from './best-iou.js';
import type { Box } from './box.js';
import { type Evaluation, emptyEvaluation, iouUnit } from './evaluation.js';
import type { Guess } from './guess-boxes.js';
import { hitCurves } from './hit-curves.js';
import { pointsAt } from './points-at.js';
import { addTally, emptyTally } from './tally.js';
import { toView, type View } from './view.js';

/** A box is right where its IoU with a true box reaches this. */
export const hitIou = 0.5;

/** A true box and the class it shows. */
export type TrueBox = { readonly box: Box; readonly label: number };

/** What was drawn on one image, and what is true. */
export type ImageBoxes = {
  /** The policy's guesses, best first; those beyond the fifth are not looked at. */
  readonly guesses: readonly Guess[];
  /** By class, at least each label that has true boxes: the policy's primary box; null where none was drawn. */
  readonly drawn: ReadonlyMap<number, Box | null>;
  /** True classes; none where the truth is unknown, and then nothing is counted. */
  readonly labels: readonly number[];
  /** True boxes, already clipped to the image. One whose label is not among `labels` is ignored. */
  readonly boxes: readonly TrueBox[];
};

/** What a model said of one image, what was drawn, and what is true. */
export type ImageResult = ImageBoxes & {
  /** [k] predicted classes, best first. */
  readonly ranked: readonly number[];
  /** By class, at least each label that has true boxes: [mapHeight, mapWidth], raw. */
  readonly maps: ReadonlyMap<number, Float32Array>;
  readonly mapHeight: number;
  readonly mapWidth: number;
  /** Of the image, in pixels. */
  readonly width: number;
  readonly height: number;
  /** What of it the maps show; the whole image where nothing is said. */
  readonly view?: View;
};

/** The figures that depend on the policy, and on nothing else that can change without the network. */
export type PolicyFigures = Pick<Evaluation, 'top1Loc' | 'top5Loc' | 'gtKnown' | 'iouUnits'>;

const count = (right: boolean): number => (right ? 1 : 0);

/** The true boxes of each label that has any. */
function truthsByLabel({ labels, boxes }: ImageBoxes): ReadonlyMap<number, readonly Box[]> {
  const truths = new Map<number, Box[]>();
  for (const { box, label } of boxes)
    if (labels.includes(label)) truths.set(label, [...(truths.get(label) ?? []), box]);
  return truths;
}

/** The entry of a label that has to be judged. */
function entryOf<T>(entries: ReadonlyMap<number, T>, label: number, what: string): T {
  const entry = entries.get(label);
  if (entry === undefined)
    throw new RangeError(`class ${label} has true boxes, but no ${what} of it was given`);
  return entry;
}

/**
 * Judges the boxes of one image: what has to be judged anew where they were drawn anew. A guess is right in place where
 * its box has IoU >= hitIou with a true box of the same label; localisation figures judge the first, or the first five, of
 * the policy's guesses (the error of ILSVRC is the least over the guesses). GT-known and mean IoU judge, for each label
 * that has true boxes, the primary box of that class's own map, whatever was predicted.
 *
 * @returns the figures of this image alone, to be added to others
 * @throws RangeError where `drawn` lacks a class that has to be judged
 */
export function evaluateBoxes(image: ImageBoxes): PolicyFigures {
  const truths = truthsByLabel(image);
  const placed = image.guesses
    .slice(0, 5)
    .map(({ label, box }) => bestIou(box, truths.get(label) ?? []) >= hitIou);
  const ious = [...truths].map(([label, known]) => bestIou(entryOf(image.drawn, label, 'box'), known));
  return {
    top1Loc: count(placed[0] ?? false),
    top5Loc: count(placed.includes(true)),
    gtKnown: ious.filter((best) => best >= hitIou).length,
    iouUnits: ious.reduce((sum, best) => sum + Math.round(best / iouUnit), 0),
  };
}

/** Adds one true class of an image: what its map is worth at all thresholds, and what the baselines are. */
function addPair(
  sum: Record<string, number>,
  map: Float32Array,
  truths: readonly Box[],
  { width, height, mapHeight, mapWidth, view = { left: 0, top: 0, width, height } }: ImageResult,
): void {
  const moved = truths.map((truth) => toView(truth, view));
  const image = toView(wholeBox(width, height), view);
  addTally(sum, hitCurves(map, mapHeight, mapWidth, view.width, view.height, moved, image));
  addTally(sum, {
    pairs: 1,
    pointed: count(pointsAt(map, mapHeight, mapWidth, view.width, view.height, moved)),
    centre: count(bestIou(centreBox(width, height), truths) >= hitIou),
    whole: count(bestIou(wholeBox(width, height), truths) >= hitIou),
  });
}

/**
 * Judges one image. Class figures judge the first, or the first five, of the predicted classes: right where one of them is
 * a label. Boxes are judged as evaluateBoxes says. The pointing game and the curves behind MaxBoxAcc judge, for each label
 * that has true boxes, that class's own map; with one label an image these are the customary figures.
 *
 * @returns an evaluation of this image alone, to be added to others
 * @throws RangeError where `drawn` or `maps` lacks a class that has to be judged
 */
export function evaluateImage(image: ImageResult): Evaluation {
  const truths = truthsByLabel(image);
  const isLabel = (label: number): boolean => image.labels.includes(label);
  const sum = Object.assign(emptyTally(), emptyEvaluation());
  for (const [label, known] of truths) addPair(sum, entryOf(image.maps, label, 'map'), known, image);
  addTally(sum, evaluateBoxes(image));
  addTally(sum, {
    images: count(image.labels.length > 0),
    imagesWithBoxes: count(truths.size > 0),
    top1Cls: count(image.ranked.slice(0, 1).some(isLabel)),
    top5Cls: count(image.ranked.slice(0, 5).some(isLabel)),
  });
  return sum;
}
