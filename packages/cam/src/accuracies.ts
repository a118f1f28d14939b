import type { Evaluation } from './evaluation.js';

/** Shares 0..1 that are right; null where there was nothing to judge. */
export type Accuracies = {
  /** Images with at least one true class: the denominator of the class figures. */
  readonly evaluated: number;
  /** Those of them with true boxes: the denominator of the localisation figures. */
  readonly evaluatedWithBoxes: number;
  readonly top1Cls: number | null;
  readonly top5Cls: number | null;
  readonly top1Loc: number | null;
  readonly top5Loc: number | null;
  readonly gtKnown: number | null;
  /** Not accumulated yet. */
  readonly maxBoxAcc: null;
  readonly baselines: { readonly centre: number | null; readonly whole: number | null };
};

const share = (right: number, of: number): number | null => (of === 0 ? null : right / of);

/** The figures of an evaluation; null where nothing was evaluated. */
export function accuracies(evaluation: Evaluation): Accuracies | null {
  const { images, imagesWithBoxes, pairs } = evaluation;
  if (images === 0) return null;
  return {
    evaluated: images,
    evaluatedWithBoxes: imagesWithBoxes,
    top1Cls: share(evaluation.top1Cls, images),
    top5Cls: share(evaluation.top5Cls, images),
    top1Loc: share(evaluation.top1Loc, imagesWithBoxes),
    top5Loc: share(evaluation.top5Loc, imagesWithBoxes),
    gtKnown: share(evaluation.gtKnown, pairs),
    maxBoxAcc: null,
    baselines: { centre: share(evaluation.centre, pairs), whole: share(evaluation.whole, pairs) },
  };
}
