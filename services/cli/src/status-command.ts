/** camfleet status: how runs stand, from the store alone, and live where Redis is known. */
import type { ObjectStore, RunState } from '@camfleet/contracts';
import { connectRedis, queuePrefix, readProgress } from '@camfleet/queue';
import { listRuns, type MergedSummary, readMergedSummary, readRun } from '@camfleet/results';
import { findRun, runStatus } from '@camfleet/runs';
import type { CommandContext } from './carry-out.js';
import { openNamedStore } from './open-named-store.js';

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
    const { run } = await findRun(store, flags.run);
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
  const readLive = async () => {
    if (config.REDIS_URL === undefined) return null;
    const redis = await connectRedis(config.REDIS_URL);
    closer.add({ close: async () => redis.disconnect() });
    return await readProgress(redis, queuePrefix(store.address), run);
  };
  const { state, priority, rows, shards, shardsCommitted, reason, summary } = await runStatus(
    store,
    request,
    readLive,
  );
  return {
    run,
    state,
    model: `${request.model.name}@${request.model.version}`,
    tenant: request.tenant,
    priority,
    rows,
    shards,
    shardsCommitted,
    reason,
    summary: summary === null ? null : await readMergedSummary(store, run),
  };
}
