import { centreBox, wholeBox } from './baseline-boxes.js';
import { bestIou } from './best-iou.js';
import type { Box } from './box.js';
import { type Evaluation, mergeEvaluations } from './evaluation.js';

/** A box is right where its IoU with a true box reaches this. */
export const hitIou = 0.5;

/** A true box and the class it shows. */
export type TrueBox = { readonly box: Box; readonly label: number };

/** What a model said of one image, and what is true. */
export type ImageResult = {
  /** [k] predicted classes, best first. */
  readonly ranked: readonly number[];
  /** The box drawn from each class's map, null where none was drawn: of the first five of `ranked` and of each label. */
  readonly drawn: ReadonlyMap<number, Box | null>;
  /** True classes; none where the truth is unknown, and then nothing is counted. */
  readonly labels: readonly number[];
  /** True boxes, already clipped to the image. One whose label is not among `labels` is ignored. */
  readonly boxes: readonly TrueBox[];
  /** Of the oriented image, in pixels. */
  readonly width: number;
  readonly height: number;
};

const count = (right: boolean): number => (right ? 1 : 0);

function boxOf(drawn: ReadonlyMap<number, Box | null>, label: number): Box | null {
  const box = drawn.get(label);
  if (box === undefined) throw new RangeError(`class ${label} has true boxes, but no box was drawn for it`);
  return box;
}

/**
 * Adds one image. A guess is right in class where it is one of the labels, and right in place where its box has
 * IoU >= hitIou with a true box of that same label; top-1 judges the first guess, top-5 any of the first five (the
 * error of ILSVRC is the least over the guesses). GT-known judges, for each label that has true boxes, the box from
 * that class's own map, whatever was predicted; with one label an image that is the customary figure.
 *
 * @throws RangeError where `drawn` lacks a class that has to be judged, before anything is counted
 */
export function evaluateImage(evaluation: Evaluation, image: ImageResult): Evaluation {
  const { ranked, drawn, width, height } = image;
  const labels = new Set(image.labels);
  if (labels.size === 0) return evaluation;
  const truths = new Map<number, Box[]>();
  for (const { box, label } of image.boxes)
    if (labels.has(label)) truths.set(label, [...(truths.get(label) ?? []), box]);
  const guesses = ranked.slice(0, 5);
  const placed = (label: number): boolean => {
    const known = truths.get(label);
    return known !== undefined && bestIou(boxOf(drawn, label), known) >= hitIou;
  };
  const pairsWith = (right: (known: readonly Box[], label: number) => boolean): number =>
    [...truths].filter(([label, known]) => right(known, label)).length;
  return mergeEvaluations(evaluation, {
    images: 1,
    imagesWithBoxes: count(truths.size > 0),
    pairs: truths.size,
    top1Cls: count(guesses.slice(0, 1).some((guess) => labels.has(guess))),
    top5Cls: count(guesses.some((guess) => labels.has(guess))),
    top1Loc: count(guesses.slice(0, 1).some(placed)),
    top5Loc: count(guesses.some(placed)),
    gtKnown: pairsWith((_, label) => placed(label)),
    centre: pairsWith((known) => bestIou(centreBox(width, height), known) >= hitIou),
    whole: pairsWith((known) => bestIou(wholeBox(width, height), known) >= hitIou),
  });
}
