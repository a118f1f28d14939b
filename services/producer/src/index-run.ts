/** How a run comes to its shards: its manifest is scanned, or they are its parent's. */
import { type ObjectStore, Problem, type RunRequest, type ShardIndex } from '@camfleet/contracts';
import { openShardRanges, readShardIndex, writeShardIndex } from '@camfleet/results';
import type { Sources } from '@camfleet/sources';
import { failedRows } from './failed-rows.js';
import { scan, writeBlocks, writeIndex } from './scan.js';

export async function indexRun(
  store: ObjectStore,
  sources: Sources,
  request: RunRequest,
  slots: number,
  signal: AbortSignal,
): Promise<ShardIndex> {
  const { run, parent } = request;
  // The index of a scan that was given up in its last moment may stand all the same: shards lie in the blocks it has written.
  const standing = await readShardIndex(store, run, signal);
  if (standing !== null) return standing;
  if (parent === null) return await scan(store, sources, request, slots, signal);
  const index = await readShardIndex(store, parent.run);
  if (index === null) {
    throw new Problem('run-conflict', `run ${parent.run} is not scanned yet: resume it first`);
  }
  if (parent.kind === 'rebox') return await writeShardIndex(store, run, index);
  return await cutFailed(store, request, index, slots, signal);
}

/** The parent's failed rows, under their old numbers, in shards of their own. */
async function cutFailed(
  store: ObjectStore,
  request: RunRequest,
  index: ShardIndex,
  slots: number,
  signal: AbortSignal,
): Promise<ShardIndex> {
  const ranges = openShardRanges(store, index);
  const rows = failedRows(store, request, { index, ranges }, signal);
  const cut = await writeBlocks(store, request, rows, signal);
  if (cut.rows === 0) {
    throw new Problem(
      'manifest-empty',
      `run ${request.parent!.run} has no failed row of that kind: nothing to do`,
    );
  }
  return await writeIndex(store, request, cut, { slots, source: index.source }, signal);
}
