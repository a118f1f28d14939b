/** A worker's life: one model after the other, each for as long as there is work for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { limits, Problem } from '@camfleet/contracts';
import { listenToSignals, tellAlive, tellGone, viewFleet, viewWork } from '@camfleet/queue';
import { chooseModel, type Demand } from '@camfleet/scheduling';
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
  /** Told when the first model is loaded, or when there is none to begin with. */
  onReady(): void;
}

interface Health {
  leaseLost: boolean;
  /** What ended the network's threads. */
  died: Error | null;
}

/** How often other work, and this process's own health, are looked at, in ms. */
const lookEveryMs = 1_000;

/**
 * Works until the signal fires. Throws the Problem `worker-unwell` when this process had better be replaced: its memory has
 * grown too large, or a lease could not be renewed. Shards in hand are given the grace time, then handed back.
 */
export async function serveModels(
  settings: WorkerSettings,
  deps: WorkerDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { redis, prefix, worker, log } = deps;
  let engagement: Engagement | null = null;
  let engagedAt = 0;
  const health: Health = { leaseLost: false, died: null };

  async function begin(model: string): Promise<Engagement> {
    const begun = await engage({ ...settings, model }, { ...deps, probe: deps.probeOf(model) });
    engagedAt = Date.now();
    engagement = begun;
    void begun.taker.leaseLost.then(() => {
      health.leaseLost = true;
    });
    void begun.died.then((error) => {
      if (engagement === begun) health.died = error;
    });
    return begun;
  }

  async function end(graceMs: number): Promise<void> {
    const ending = engagement;
    engagement = null;
    if (ending === null) return;
    await ending.taker.stop(graceMs);
    await ending.close();
    log.info({ queue: ending.queue, ...ending.usage() }, 'model left');
  }

  const ears = await listenToSignals(redis, prefix, (heard) => {
    if (heard.kind === 'stop') engagement?.taker.abandon(heard.run);
  });
  const beat = () =>
    tellAlive(redis, prefix, worker, { queue: engagement?.queue ?? null, slots: limits.shardsPerWorker });
  const heart = setInterval(() => void beat().catch(() => {}), limits.heartbeatMs);
  let unwell: Problem | null = null;
  try {
    if (settings.model !== null) await begin(settings.model);
    deps.onReady();
    await beat();
    while (!signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
      if (health.died !== null) throw health.died;
      unwell = trouble(health, settings.memoryBytesMax);
      if (unwell !== null) break;
      if (settings.model !== null || signal.aborted) continue;
      const next = await nextModel(deps, settings, engagement, engagedAt);
      if (next === null) continue;
      // What is in hand is finished first: a swap is no stop.
      await end(limits.swapGraceMs);
      await begin(next);
      await beat();
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
  if (health.leaseLost) {
    return new Problem('worker-unwell', 'a lease could not be renewed in time: another worker has its shard');
  }
  const { rss } = process.memoryUsage();
  if (rss <= memoryBytesMax) return null;
  const mb = (bytes: number) => Math.round(bytes / 1e6);
  return new Problem('worker-unwell', `it uses ${mb(rss)} MB of memory, and may use ${mb(memoryBytesMax)}`);
}

/** The model to serve from now on, or null to stay. */
async function nextModel(
  { redis, prefix }: WorkerDependencies,
  { provider }: WorkerSettings,
  engagement: Engagement | null,
  engagedAt: number,
): Promise<string | null> {
  const [work, fleet] = await Promise.all([viewWork(redis, prefix), viewFleet(redis, prefix)]);
  const kind = provider === null ? 'rebox' : 'localise';
  const demands: Demand[] = [...work].flatMap(([queue, { kind: its, jobs }]) =>
    its === kind ? [{ queue, jobs, workers: fleet.workers.get(queue) ?? 0 }] : [],
  );
  const keptMs = Date.now() - engagedAt;
  const queue = chooseModel(engagement?.queue ?? null, demands, keptMs, limits.modelStayMs);
  if (queue === null) return null;
  const { name, version } = work.get(queue)!.model;
  return `${name}@${version}`;
}
