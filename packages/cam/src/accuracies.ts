import { type Counts, type Evaluation, iouUnit } from './evaluation.js';
import { bestHits, type Curve } from './hit-curves.js';

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
  /** GT-known at the one threshold that is best for the whole set: largest component, IoU >= .5. */
  readonly maxBoxAcc: number | null;
  /** That threshold, as a share of a map's maximum; the lowest where several are best. */
  readonly maxBoxAccThreshold: number | null;
  /** Any component, mean over IoU >= .3, .5, .7 of each one's best threshold. */
  readonly maxBoxAccV2: number | null;
  /** Mean over pairs of the box's best IoU with a true box; 0 where there is no box. */
  readonly meanIou: number | null;
  readonly pointingGame: number | null;
  readonly baselines: { readonly centre: number | null; readonly whole: number | null };
};

const share = (right: number, of: number): number | null => (of === 0 ? null : right / of);

/** The figures of an evaluation, in which what is missing counts 0; null where nothing was evaluated. */
export function accuracies(evaluation: Partial<Evaluation>): Accuracies | null {
  const of = (name: keyof Counts) => evaluation[name] ?? 0;
  const [images, imagesWithBoxes, pairs] = [of('images'), of('imagesWithBoxes'), of('pairs')];
  if (images === 0) return null;
  const best = bestHits(evaluation, 'largest50');
  const anyHits = (['any30', 'any50', 'any70'] satisfies Curve[]).reduce(
    (sum, curve) => sum + bestHits(evaluation, curve).hits,
    0,
  );
  return {
    evaluated: images,
    evaluatedWithBoxes: imagesWithBoxes,
    top1Cls: share(of('top1Cls'), images),
    top5Cls: share(of('top5Cls'), images),
    top1Loc: share(of('top1Loc'), imagesWithBoxes),
    top5Loc: share(of('top5Loc'), imagesWithBoxes),
    gtKnown: share(of('gtKnown'), pairs),
    maxBoxAcc: share(best.hits, pairs),
    maxBoxAccThreshold: pairs === 0 ? null : best.threshold,
    maxBoxAccV2: share(anyHits, 3 * pairs),
    meanIou: share(of('iouUnits') * iouUnit, pairs),
    pointingGame: share(of('pointed'), pairs),
    baselines: { centre: share(of('centre'), pairs), whole: share(of('whole'), pairs) },
  };
}
