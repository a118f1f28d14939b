/** finalise: the sum of all commits → summary.json, then _SUCCESS. */
import { type ObjectStore, type RunRequest, runKeys, type Summary } from '@camfleet/contracts';
import { writeSummary } from '@camfleet/results';
import { accuracyOf } from './accuracy-of.js';
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
