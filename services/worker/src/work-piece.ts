/** One piece of a suspect shard: read rows → every image its way → write part → the piece's record. */
import type { CommitRecord } from '@camfleet/contracts';
import { putPart, readShardRows, writePart, writePiece } from '@camfleet/results';
import { commitRecordOf } from './commit-record-of.js';
import { localiseRows } from './localise-rows.js';
import type { ShardDependencies } from './shard-work.js';
import type { PieceTask } from './start-probe.js';

export async function workPiece(
  { job, piece, last }: PieceTask,
  deps: ShardDependencies,
  signal: AbortSignal,
): Promise<CommitRecord> {
  const { run, shard, range } = job;
  const { store, worker } = deps;
  const startedAt = new Date();
  const request = await deps.request(run);
  const rows = await readShardRows(store, request.parent?.rows ?? run, range);
  const own = rows.slice(piece.from, piece.from + piece.rows);
  const { outcomes, ...done } = await localiseRows(own, { job, last, signal }, request, deps);
  const part = await putPart(store, run, shard, writePart(outcomes), signal);
  const execution = { shard, attempt: 'piece', worker, startedAt, ...done };
  return await writePiece(store, run, piece, commitRecordOf(execution, outcomes, part));
}
