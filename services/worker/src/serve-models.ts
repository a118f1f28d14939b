/** A worker's life: one model after the other, each for as long as there is work for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { limits, Problem, type ProblemCode } from '@camfleet/contracts';
import {
  forgetLoading,
  listenToSignals,
  nowMs,
  sendSignal,
  tellAlive,
  tellGone,
  tellLoading,
  viewFleet,
  viewWork,
  withdrawLoading,
} from '@camfleet/queue';
import type { Metrics } from '@camfleet/runtime';
import { chooseModel, type FleetMember } from '@camfleet/scheduling';
import { type Engagement, type EngagementDependencies, type EngagementSettings, engage } from './engage.js';

export interface WorkerSettings extends Omit<EngagementSettings, 'model'> {
  /** The only model that is served, or null for whichever has work. */
  readonly model: string | null;
  readonly stopGraceMs: number;
  /** Memory beyond which this process is not well, in bytes. */
  readonly memoryBytesMax: number;
}

export interface WorkerDependencies extends Omit<EngagementDependencies, 'probe'> {
  /** Starts probes for one model. */
  probeOf(model: string): EngagementDependencies['probe'];
  readonly metrics: Metrics;
  readonly vitals: WorkerVitals;
  /** Told when the first model is loaded, or when there is none to begin with. */
  onReady(): void;
}

/** What probes ask of a worker. */
export interface WorkerVitals {
  /** Whether the first model is loaded, or there is none to begin with. */
  hasStarted: boolean;
  renewalsOverdue(): boolean;
}

interface Health {
  /** Why this process had better be replaced, where it had. */
  unwell: string | null;
  /** What ended the network's threads. */
  died: Error | null;
}

/** What a model can be at fault for; all else is this process's own trouble, with whatever it loads. */
const modelProblems: ReadonlySet<ProblemCode> = new Set(['model-unknown', 'model-damaged', 'model-refused']);

/** How often other work, and this process's own health, are looked at, in ms. */
const lookEveryMs = 1_000;

/**
 * Works until the signal fires. Throws the Problem `worker-unwell` when this process had better be replaced: its memory has
 * grown too large, a lease was lost, or the store refuses it. Shards in hand are given the grace time, then handed
 * back. A model that cannot be loaded ends a worker that serves no other; else it is told of, and passed over for a while.
 */
export async function serveModels(
  settings: WorkerSettings,
  deps: WorkerDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { redis, prefix, worker, log, meter, metrics, vitals } = deps;
  let engagement: Engagement | null = null;
  /** The queue that is served next, while one model is left and the other loaded. */
  let nextQueue: string | null = null;
  let engagedAt = 0;
  /** The same by Redis' clock. */
  let servesSince: number | null = null;
  const health: Health = { unwell: null, died: null };
  /** Queues whose models could not be loaded, and until when they are passed over, in ms since the epoch. */
  const refused = new Map<string, number>();

  async function begin(model: string): Promise<Engagement> {
    const begun = await engage({ ...settings, model }, { ...deps, probe: deps.probeOf(model) });
    engagedAt = Date.now();
    engagement = begun;
    metrics.add('camfleet_model_loads_total', {});
    metrics.set('camfleet_models_loaded', {}, 1);
    void begun.taker.unwell.then((reason) => {
      health.unwell = reason;
    });
    void begun.died.then((error) => {
      if (engagement !== begun) return;
      health.died = error;
      // What is in hand fails by itself, and may be at fault; nothing more is to.
      void begun.taker.stop(limits.stopGraceMs);
    });
    servesSince = await nowMs(redis);
    return begun;
  }

  /**
   * Begins with a model among others: one that cannot be loaded must not keep this worker from the rest. Returns what is wrong
   * with it.
   */
  async function attempt({ queue, model }: Choice): Promise<Problem | null> {
    const withdraw = () => withdrawLoading(redis, prefix, queue, worker);
    // A stop may end this process before the model is loaded, and is not its doing.
    const onStop = () => void withdraw().catch(() => {});
    signal.addEventListener('abort', onStop);
    try {
      const gone = await tellLoading(redis, prefix, queue, worker, limits.loadDeathsMax);
      if (gone >= limits.loadDeathsMax) {
        const why = `${gone} workers ended while they loaded it: give workers more memory`;
        throw new Problem('model-refused', why);
      }
      await begin(model);
      await forgetLoading(redis, prefix, queue);
      return null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const isModels = modelProblems.has(error.code);
      if (!isModels && error.code !== 'store-unreachable') throw error;
      log.error({ queue, code: error.code }, error.message);
      if (!isModels) return null;
      refused.set(queue, Date.now() + limits.modelRefusedMs);
      return error;
    } finally {
      signal.removeEventListener('abort', onStop);
      await withdraw();
    }
  }

  /** Cancels, probes and heartbeats still reach the engagement while it ends. */
  async function end(graceMs: number): Promise<void> {
    const ending = engagement;
    if (ending === null) return;
    servesSince = null;
    metrics.set('camfleet_models_loaded', {}, 0);
    // Told to stop in the middle of a swap, this process has no longer than any other.
    const hurry = () => void ending.taker.stop(settings.stopGraceMs);
    signal.addEventListener('abort', hurry, { once: true });
    if (signal.aborted) hurry();
    await ending.taker.stop(graceMs);
    signal.removeEventListener('abort', hurry);
    engagement = null;
    await ending.close();
    log.info({ queue: ending.queue }, 'model left');
  }

  const ears = await listenToSignals(redis, prefix, (heard) => {
    if (heard.kind === 'stop') engagement?.taker.abandon(heard.run);
  });
  vitals.renewalsOverdue = () => engagement?.taker.renewalsOverdue() ?? false;
  metrics.set('camfleet_models_loaded', {}, 0);
  metrics.beforeScrape(() => {
    const { busy, starved } = engagement?.networkTime.take() ?? { busy: 0, starved: 0 };
    metrics.add('camfleet_network_busy_seconds_total', {}, busy);
    metrics.add('camfleet_network_starved_seconds_total', {}, starved);
  });
  const tell = () => {
    const now = Date.now();
    return {
      queue: nextQueue ?? engagement?.queue ?? null,
      servesSince: nextQueue === null ? servesSince : null,
      isPinned: settings.model !== null,
      refuses: [...refused].flatMap(([queue, until]) => (now < until ? [queue] : [])),
    };
  };
  const beat = () =>
    tellAlive(redis, prefix, worker, {
      ...tell(),
      kind: settings.provider === null ? 'rebox' : 'localise',
      slots: limits.shardsPerWorker,
      inHand: engagement?.taker.inHand() ?? 0,
      images: meter.images(),
    });
  const heart = setInterval(() => void beat().catch(() => {}), limits.heartbeatMs);
  let unwell: Problem | null = null;
  try {
    if (settings.model !== null) await begin(settings.model);
    vitals.hasStarted = true;
    deps.onReady();
    await beat();
    while (!signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
      if (health.died !== null) throw health.died;
      unwell = trouble(health, settings.memoryBytesMax);
      if (unwell !== null) break;
      if (settings.model !== null || signal.aborted) continue;
      const me = { name: worker, ...tell() };
      const next = await nextModel(deps, settings, me, engagedAt);
      if (next === null) continue;
      // Told at once: who plans meanwhile counts this worker where it will be.
      nextQueue = next.queue;
      await beat();
      // What is in hand is finished first: a swap is no stop.
      await end(limits.swapGraceMs);
      if (signal.aborted || health.died !== null || health.unwell !== null) continue;
      const problem = await attempt(next);
      nextQueue = null;
      await beat();
      if (problem !== null) {
        await sendSignal(redis, prefix, { kind: 'refused', queue: next.queue, reason: problem.message });
      }
    }
  } finally {
    clearInterval(heart);
    await end(unwell === null || signal.aborted ? settings.stopGraceMs : limits.stopGraceMs);
    await tellGone(redis, prefix, worker).catch(() => {});
    await ears.close();
  }
  if (unwell !== null) throw unwell;
}

/** What makes this process unfit for more work, or null. */
function trouble(health: Health, memoryBytesMax: number): Problem | null {
  if (health.unwell !== null) return new Problem('worker-unwell', health.unwell);
  const { rss } = process.memoryUsage();
  if (rss <= memoryBytesMax) return null;
  const mb = (bytes: number) => Math.round(bytes / 1e6);
  return new Problem('worker-unwell', `it uses ${mb(rss)} MB of memory, and may use ${mb(memoryBytesMax)}`);
}

/** What to serve: a queue, and its model as name@version. */
interface Choice {
  readonly queue: string;
  readonly model: string;
}

/** What to serve from now on, or null to stay. */
async function nextModel(
  { redis, prefix }: WorkerDependencies,
  { provider }: WorkerSettings,
  me: FleetMember,
  engagedAt: number,
): Promise<Choice | null> {
  const [work, { heartbeats }] = await Promise.all([viewWork(redis, prefix), viewFleet(redis, prefix)]);
  const kind = provider === null ? 'rebox' : 'localise';
  const demands = [...work].flatMap(([queue, one]) => (one.kind === kind ? [{ queue, jobs: one.jobs }] : []));
  const others = [...heartbeats].flatMap(([name, one]) =>
    one.kind === kind && name !== me.name ? [{ name, ...one }] : [],
  );
  const queue = chooseModel(me.name, [me, ...others], demands, Date.now() - engagedAt, limits.modelStayMs);
  if (queue === null) return null;
  const { name, version } = work.get(queue)!.model;
  return { queue, model: `${name}@${version}` };
}
