/** camfleet status: how runs stand, from the store alone, and live where Redis is known. */
import { initialControl, type ObjectStore, type RunState } from '@camfleet/contracts';
import { connectRedis, queuePrefix, readProgress } from '@camfleet/queue';
import {
  listCommits,
  listRuns,
  type MergedSummary,
  readControl,
  readMergedSummary,
  readRun,
  readShardIndex,
  readSummary,
} from '@camfleet/results';
import type { CommandContext } from './carry-out.js';
import { existingRun, openNamedStore } from './existing-run.js';

export interface RunStatus {
  readonly run: string;
  readonly state: RunState;
  readonly model: string;
  readonly tenant: string;
  readonly priority: number;
  /** Null until the run is scanned. */
  readonly rows: number | null;
  readonly shards: number | null;
  readonly shardsCommitted: number;
  readonly reason: string | null;
  /** Of a run that has ended; with what derived runs have mended. */
  readonly summary: MergedSummary | null;
}

export async function statusCommand(
  flags: { readonly run: string | null; readonly store: string },
  context: Pick<CommandContext, 'config' | 'closer'>,
): Promise<RunStatus[]> {
  const store = await openNamedStore(flags.store, context.config, context.closer);
  if (flags.run !== null) {
    const { run } = await existingRun(store, flags.run);
    return [await statusOf(store, run, context)];
  }
  const all: RunStatus[] = [];
  for await (const run of listRuns(store)) all.push(await statusOf(store, run, context));
  return all;
}

async function statusOf(
  store: ObjectStore,
  run: string,
  { config, closer }: Pick<CommandContext, 'config' | 'closer'>,
): Promise<RunStatus> {
  const request = await readRun(store, run);
  const index = await readShardIndex(store, run);
  const control = await readControl(store, run, initialControl(request.priority));
  const ended = await readSummary(store, run);
  let shardsCommitted = 0;
  for await (const _ of listCommits(store, run)) shardsCommitted += 1;
  let live: RunState | null = null;
  if (config.REDIS_URL !== undefined && ended === null) {
    const redis = await connectRedis(config.REDIS_URL);
    closer.add({ close: async () => redis.disconnect() });
    live = (await readProgress(redis, queuePrefix(store.address), run))?.state ?? null;
  }
  const wished = {
    run: index === null ? 'scanning' : 'running',
    pause: 'paused',
    cancel: 'cancelling',
    fail: 'failed',
  };
  return {
    run,
    state: ended?.state ?? live ?? (wished[control.wish] as RunState),
    model: `${request.model.name}@${request.model.version}`,
    tenant: request.tenant,
    priority: control.priority,
    rows: index?.rows ?? null,
    shards: index?.shards ?? null,
    shardsCommitted,
    reason: control.reason,
    summary: ended === null ? null : await readMergedSummary(store, run),
  };
}
