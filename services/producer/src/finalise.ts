/** finalise: the sum of all commits → summary.json, then _SUCCESS. */
import { accuracies, emptyEvaluation } from '@camfleet/cam';
import { type Accuracy, type ObjectStore, type RunRequest, runKeys, type Summary } from '@camfleet/contracts';
import { type RunTotals, writeSummary } from '@camfleet/results';
import { busySeconds } from './busy-seconds.js';
import type { FedRun } from './feed.js';

export async function finalise(
  store: ObjectStore,
  request: RunRequest,
  { totals, intervals }: FedRun,
): Promise<Summary> {
  const { ok, failed, skipped } = totals.counts;
  const seconds = busySeconds(intervals);
  return await writeSummary(store, {
    run: request.run,
    state: 'complete',
    images: { total: ok + failed + skipped, ok, failed, skipped },
    failures: totals.failures,
    warnings: totals.warnings,
    seconds,
    imagesPerSecond: seconds > 0 ? (ok + failed) / seconds : 0,
    accuracy: accuracyOf(request, totals.evaluation),
    results: `${store.address}/${runKeys(request.run).run.replace(/run\.json$/, '')}`,
  });
}

/** The figures; those of the best five are null where the model ranks fewer, since they would be others under that name. */
function accuracyOf({ model }: RunRequest, evaluation: RunTotals['evaluation']): Accuracy | null {
  const figures = accuracies({ ...emptyEvaluation(), ...evaluation });
  if (figures === null || model.topK >= Math.min(5, model.classes)) return figures;
  return { ...figures, top5Cls: null, top5Loc: null };
}
