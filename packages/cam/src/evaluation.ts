import type { CurveChange } from './hit-curves.js';
import { addTally, emptyTally } from './tally.js';

/** What an IoU is counted in: 2^-20. An IoU is rounded to the nearest unit, halves upwards. */
export const iouUnit = 2 ** -20;

/** The figures that are counted for every image, whatever it is. */
export type Counts = {
  /** Images with at least one true class. */
  readonly images: number;
  /** Those of them with at least one true box of one of their classes. */
  readonly imagesWithBoxes: number;
  /** Pairs of an image and one of its true classes that has at least one true box. */
  readonly pairs: number;
  readonly top1Cls: number;
  readonly top5Cls: number;
  readonly top1Loc: number;
  readonly top5Loc: number;
  readonly gtKnown: number;
  /** Sum over pairs of the best IoU of the box drawn, in units of iouUnit. */
  readonly iouUnits: number;
  /** Pairs whose map has its maximum in a true box. */
  readonly pointed: number;
  /** Pairs that the centred box of half the area would have got right. */
  readonly centre: number;
  /** Pairs that the whole image would have got right. */
  readonly whole: number;
};

/**
 * Counts of what was right: non-negative integers only, so that they add exactly in any order. As JSON as it stands: a
 * flat tally, in which a key that is missing counts 0, and whose sums have no prototype.
 *
 * Class figures are over `images`, localisation figures over `imagesWithBoxes`, GT-known, the threshold curves, mean IoU,
 * the pointing game and the baselines over `pairs`. A figure counts the right ones; evaluateImage says what right means.
 * A curve over the grid of thresholds is kept as its changes (see hitCurves), of which most images have few.
 */
export type Evaluation = Counts & { readonly [change: CurveChange]: number };

/** Nothing evaluated yet: the neutral element of mergeEvaluations. */
export const emptyEvaluation = (): Evaluation => ({
  images: 0,
  imagesWithBoxes: 0,
  pairs: 0,
  top1Cls: 0,
  top5Cls: 0,
  top1Loc: 0,
  top5Loc: 0,
  gtKnown: 0,
  iouUnits: 0,
  pointed: 0,
  centre: 0,
  whole: 0,
});

/** The sum of evaluations, in whatever order: associative and commutative, and exact. */
export function sumEvaluations(evaluations: Iterable<Evaluation>): Evaluation {
  const sum = Object.assign(emptyTally(), emptyEvaluation());
  for (const evaluation of evaluations) addTally(sum, evaluation);
  return sum;
}

/** The sum of two. */
export const mergeEvaluations = (a: Evaluation, b: Evaluation): Evaluation => sumEvaluations([a, b]);
