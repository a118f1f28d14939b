/** What is to be done, and by whom: runs and their progress, workers and their rates, as the wish for workers takes them. */
import type { RunProgress, RunRequest, RunState } from '@camfleet/contracts';
import { type Heartbeat, queueName, type ShardKind } from '@camfleet/queue';
import type { FleetLoad, Work } from './wish-workers.js';

export interface RunLoad {
  readonly kind: ShardKind;
  /** name@version. */
  readonly model: string;
  readonly queue: string;
  readonly state: RunState;
  /** Images that are not committed; null while the rows are not counted. */
  readonly backlogImages: number | null;
  readonly openShards: number;
}

/** A run that nobody has told of waits for its scan. */
export function runLoadOf({ model, parent }: RunRequest, progress: RunProgress | undefined): RunLoad {
  const kind = parent?.kind === 'rebox' ? 'rebox' : 'localise';
  const { ok, failed, skipped } = progress?.counts ?? { ok: 0, failed: 0, skipped: 0 };
  const rows = progress?.rows ?? null;
  return {
    kind,
    model: `${model.name}@${model.version}`,
    queue: queueName(model, kind),
    state: progress?.state ?? 'scanning',
    backlogImages: rows === null ? null : Math.max(0, rows - ok - failed - skipped),
    openShards: Math.max(0, (progress?.shards ?? 0) - (progress?.shardsCommitted ?? 0)),
  };
}

/** Of one kind, and of one model by name where one is named. */
export function fleetLoadOf(
  runs: readonly RunLoad[],
  heartbeats: Iterable<Heartbeat>,
  rateOf: (queue: string) => number | null,
  { kind, model }: { kind: ShardKind; model: string | null },
): FleetLoad {
  const isOurs = (one: string) => model === null || one === model || one.startsWith(`${model}@`);
  const ours = runs.filter((run) => run.kind === kind && isOurs(run.model));
  const work = new Map<string, Work>();
  for (const { queue, state, backlogImages, openShards } of ours) {
    if (state !== 'running' || backlogImages === null) continue;
    const known = work.get(queue) ?? { backlogImages: 0, openShards: 0, imagesPerSecond: rateOf(queue) };
    work.set(queue, {
      ...known,
      backlogImages: known.backlogImages + backlogImages,
      openShards: known.openShards + openShards,
    });
  }
  const queues = new Set(ours.map(({ queue }) => queue));
  // Who has nothing to do could serve this model as well as another.
  const workers = [...heartbeats].filter(
    (one) => one.kind === kind && (model === null || one.inHand === 0 || queues.has(one.queue ?? '')),
  );
  return {
    work: [...work.values()],
    scanning: ours.filter(({ state }) => state === 'scanning').length,
    busyWorkers: workers.filter(({ inHand }) => inHand > 0).length,
    liveWorkers: workers.length,
  };
}
