/** The figures that accumulators come to. */
import { accuracies } from '@camfleet/cam';
import type { Accuracy, RunRequest } from '@camfleet/contracts';
import type { Tally } from './tallies.js';

/** Those of the best five are null where the model ranks fewer, since they would be others under that name. */
export function accuracyOf({ model }: RunRequest, evaluation: Tally): Accuracy | null {
  const figures = accuracies(evaluation);
  if (figures === null || model.topK >= Math.min(5, model.classes)) return figures;
  return { ...figures, top5Cls: null, top5Loc: null };
}
