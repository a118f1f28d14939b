/** What was seen, as gauges. */
import { runStates } from '@camfleet/contracts';
import type { Metrics } from '@camfleet/runtime';
import type { RunLoad } from './fleet-load.js';
import { accuraciesOf, driftsOf, type RunSums } from './run-sums.js';
import type { FleetSight } from './watch-redis.js';

export function showQueues(metrics: Metrics, { depths }: FleetSight): void {
  for (const name of [
    'camfleet_queue_jobs',
    'camfleet_queue_oldest_age_seconds',
    'camfleet_queue_paused',
  ] as const)
    metrics.clear(name);
  for (const [queue, depth] of depths) {
    for (const state of ['waiting', 'active', 'delayed', 'failed'] as const)
      metrics.set('camfleet_queue_jobs', { queue, state }, depth[state]);
    const age = (state: 'waiting' | 'active', seconds: number) =>
      metrics.set('camfleet_queue_oldest_age_seconds', { queue, state }, seconds);
    age('waiting', depth.oldestWaitingSeconds);
    age('active', depth.oldestActiveSeconds);
    metrics.set('camfleet_queue_paused', { queue }, depth.paused ? 1 : 0);
  }
}

export function showRuns(metrics: Metrics, runs: readonly RunLoad[]): void {
  metrics.clear('camfleet_backlog_images');
  for (const state of runStates) {
    metrics.set('camfleet_runs', { state }, runs.filter((run) => run.state === state).length);
  }
  const backlogs = new Map<string, { run: RunLoad; images: number }>();
  for (const run of runs) {
    const known = backlogs.get(run.queue) ?? { run, images: 0 };
    const images = run.state === 'running' ? (run.backlogImages ?? 0) : 0;
    backlogs.set(run.queue, { run, images: known.images + images });
  }
  for (const { run, images } of backlogs.values()) {
    metrics.set('camfleet_backlog_images', { kind: run.kind, model: run.model }, images);
  }
}

export function showSums(metrics: Metrics, runs: readonly RunSums[], now: number): void {
  for (const name of [
    'camfleet_accuracy_ratio',
    'camfleet_evaluated_images',
    'camfleet_score_drift_psi',
  ] as const)
    metrics.clear(name);
  for (const { model, policy, accuracy } of accuraciesOf(runs)) {
    metrics.set('camfleet_evaluated_images', { model, policy }, accuracy.evaluated);
    const { top1Cls, top5Cls, top1Loc, top5Loc, gtKnown, maxBoxAcc, maxBoxAccV2, baselines } = accuracy;
    const figures = { top1Cls, top5Cls, top1Loc, top5Loc, gtKnown, maxBoxAcc, maxBoxAccV2, ...baselines };
    for (const [figure, share] of Object.entries(figures) as [keyof typeof figures, number | null][]) {
      if (share !== null) metrics.set('camfleet_accuracy_ratio', { model, policy, figure }, share);
    }
  }
  for (const [model, psi] of driftsOf(runs, now)) metrics.set('camfleet_score_drift_psi', { model }, psi);
}
