/** The metrics service: looks at Redis and the store again and again, and shows what it sees. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShardKind } from '@camfleet/queue';
import type { Logger, Metrics } from '@camfleet/runtime';
import { fleetLoadOf, type RunLoad, runLoadOf } from './fleet-load.js';
import { showQueues, showRuns, showSums } from './show-fleet.js';
import type { FleetSight, RedisWatch } from './watch-redis.js';
import type { StoreWatch } from './watch-store.js';
import { type ScaleSettings, type Wish, wishWorkers } from './wish-workers.js';
import { createWorkerRates } from './worker-rates.js';

export interface WatchDependencies {
  readonly redis: RedisWatch;
  readonly store: StoreWatch;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly scale: ScaleSettings;
}

/** What /autoscale answers. */
interface ScaleAnswer extends Wish {
  /** Measured, of one worker, over all models that have work; null where none was. */
  readonly imagesPerSecond: number | null;
  readonly drainSeconds: number;
  readonly busyWorkers: number;
  readonly liveWorkers: number;
}

export interface Watch {
  /** Null while the fleet cannot be seen: who asks does best to change nothing. */
  autoscale(which: { kind: ShardKind; model: string | null }): ScaleAnswer | null;
}

/** How often Redis and the store are looked at, in ms. */
const lookEveryMs = { redis: 1_000, store: 2_000 };
/** What was seen longer ago is not known any more, in ms. */
const freshMs = 30_000;
const kinds = ['localise', 'rebox'] as const;

/** Looks until the signal fires; a Redis that is away then keeps nobody waiting. */
export function startWatch(deps: WatchDependencies, signal: AbortSignal): Watch {
  const { redis, store, metrics, log, scale } = deps;
  const rates = createWorkerRates();
  const seenAt = { redis: 0, store: 0 };
  let runs: readonly RunLoad[] = [];
  let sight: FleetSight = { heartbeats: new Map(), depths: new Map(), progress: new Map() };

  function autoscale(which: { kind: ShardKind; model: string | null }): ScaleAnswer | null {
    if (Math.min(seenAt.redis, seenAt.store) < Date.now() - freshMs) return null;
    const load = fleetLoadOf(runs, sight.heartbeats.values(), rates.of, which);
    const wish = wishWorkers(load, scale);
    const measured = load.work.every(({ imagesPerSecond }) => (imagesPerSecond ?? 0) > 0);
    return {
      ...wish,
      imagesPerSecond:
        measured && wish.backlogSeconds !== null && wish.backlogSeconds > 0
          ? wish.backlogImages / wish.backlogSeconds
          : null,
      drainSeconds: scale.drainSeconds,
      busyWorkers: load.busyWorkers,
      liveWorkers: load.liveWorkers,
    };
  }

  async function lookAtRedis(): Promise<void> {
    const requests = store.open();
    sight = await redis.look(requests.map(({ run }) => run));
    rates.take(sight.heartbeats);
    runs = requests.map((request) => runLoadOf(request, sight.progress.get(request.run)));
    showQueues(metrics, sight);
    showRuns(metrics, runs);
    metrics.clear('camfleet_worker_images_per_second');
    for (const kind of kinds) {
      const answer = autoscale({ kind, model: null });
      const workers = [...sight.heartbeats.values()].filter((one) => one.kind === kind);
      metrics.set('camfleet_workers', { kind }, workers.length);
      metrics.set('camfleet_workers_busy', { kind }, workers.filter(({ inHand }) => inHand > 0).length);
      if (answer === null) continue;
      metrics.set('camfleet_workers_wished', { kind }, answer.workers);
      if (answer.imagesPerSecond !== null)
        metrics.set('camfleet_worker_images_per_second', { kind }, answer.imagesPerSecond);
    }
  }

  const noteSeen = (source: 'redis' | 'store') => {
    seenAt[source] = Date.now();
    metrics.set('camfleet_watch_timestamp_seconds', { source }, seenAt[source] / 1_000);
  };

  async function followCommits(): Promise<void> {
    await store.follow(signal);
    showSums(metrics, store.sums(), Date.now());
  }

  async function repeat(source: 'redis' | 'store', look: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await look();
      } catch (error) {
        if (signal.aborted) return;
        metrics.add('camfleet_watch_errors_total', { source });
        log.warn({ err: error, source }, 'not seen');
      }
      await sleep(lookEveryMs[source], undefined, { signal }).catch(() => {});
    }
  }

  void repeat('store', async () => {
    await store.look(signal);
    noteSeen('store');
  });
  void repeat('store', followCommits);
  void repeat('redis', async () => {
    // Without the runs there are, a fleet would look as if it had nothing to do.
    const runsAreKnown = seenAt.store > 0;
    await lookAtRedis();
    if (runsAreKnown) noteSeen('redis');
  });
  return { autoscale };
}
