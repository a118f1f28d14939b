/**
 * Counts of what was right: integers only, so that they add exactly in any order. Plain data, as JSON as it stands.
 *
 * Class figures are over `images`, localisation figures over `imagesWithBoxes`, GT-known and the baselines over
 * `pairs`. A figure counts the right ones; evaluateImage says what right means.
 */
export type Evaluation = {
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
  /** Pairs that the centred box of half the area would have got right. */
  readonly centre: number;
  /** Pairs that the whole image would have got right. */
  readonly whole: number;
};

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
  centre: 0,
  whole: 0,
});

/** The sum of two evaluations: associative and commutative, and exact. */
export const mergeEvaluations = (a: Evaluation, b: Evaluation): Evaluation => ({
  images: a.images + b.images,
  imagesWithBoxes: a.imagesWithBoxes + b.imagesWithBoxes,
  pairs: a.pairs + b.pairs,
  top1Cls: a.top1Cls + b.top1Cls,
  top5Cls: a.top5Cls + b.top5Cls,
  top1Loc: a.top1Loc + b.top1Loc,
  top5Loc: a.top5Loc + b.top5Loc,
  gtKnown: a.gtKnown + b.gtKnown,
  centre: a.centre + b.centre,
  whole: a.whole + b.whole,
});
