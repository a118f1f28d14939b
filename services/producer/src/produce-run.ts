/** One run from its request to its summary: scan, feed, finalise. Everything may be cut off and done again. */
import {
  type ObjectStore,
  Problem,
  type RunProgress,
  type RunRequest,
  type RunState,
  type ShardIndex,
  type Summary,
} from '@camfleet/contracts';
import type { ShardKind, ShardQueue } from '@camfleet/queue';
import {
  emptyTotals,
  type RunTotals,
  readRun,
  readShardIndex,
  readSummary,
  writeShardIndex,
} from '@camfleet/results';
import type { Sources } from '@camfleet/sources';
import { accuracyOf } from './accuracy-of.js';
import { type FedRun, feed } from './feed.js';
import { finalise } from './finalise.js';
import { scan } from './scan.js';

export interface ProducerDependencies {
  readonly store: ObjectStore;
  readonly sources: Sources;
  openQueue(model: { name: string; version: string }, kind: ShardKind): Promise<ShardQueue>;
  publish(progress: RunProgress): Promise<void>;
  /** Told of every new state. */
  onState(state: RunState): void;
  /** Shards that the whole fleet works on at a time, as far as it is known: shards are cut so that each slot gets some. */
  readonly slots: number;
}

export async function produceRun(
  run: string,
  deps: ProducerDependencies,
  signal: AbortSignal,
): Promise<Summary> {
  const { store } = deps;
  const request = await readRun(store, run);
  let known: { rows: number; shards: number } | null = null;
  let totals = emptyTotals();
  let resumedRows = 0;
  let shown: RunState | null = null;
  const report = (state: RunState, reason?: string) => {
    if (state !== shown) deps.onState(state);
    shown = state;
    return deps.publish({
      run,
      state,
      rows: known?.rows ?? null,
      shards: known?.shards ?? null,
      shardsCommitted: totals.shards,
      counts: totals.counts,
      resumedRows,
      accuracy: accuracyOf(request, totals.evaluation),
      ...(reason === undefined ? {} : { reason }),
    });
  };

  try {
    const done = await readSummary(store, run);
    if (done !== null) return done;
    await report('scanning');
    const index = (await readShardIndex(store, run)) ?? (await indexOf(request, deps, signal));
    known = { rows: index.rows, shards: index.shards.length };
    const queue = await deps.openQueue(request.model, request.parent?.kind ?? 'localise');
    let fed: FedRun;
    try {
      const onProgress = (now: RunTotals, resumed: number) => {
        totals = now;
        resumedRows = resumed;
        return report('running');
      };
      fed = await feed(run, index, { store, queue, onProgress }, signal);
    } finally {
      await queue.close();
    }
    await report('finalising');
    const summary = await finalise(store, request, fed);
    await report('complete');
    return summary;
  } catch (error) {
    if (!signal.aborted) await report('failed', error instanceof Problem ? error.message : String(error));
    throw error;
  }
}

/** A derived run has its parent's shards; any other's manifest is scanned. */
async function indexOf(
  request: RunRequest,
  { store, sources, slots }: ProducerDependencies,
  signal: AbortSignal,
): Promise<ShardIndex> {
  if (request.parent === null) return await scan(store, sources, request, slots, signal);
  const index = await readShardIndex(store, request.parent.run);
  if (index !== null) return await writeShardIndex(store, request.run, index);
  throw new Problem('run-conflict', `run ${request.parent.run} is not scanned yet: resume it first`);
}
