/** A shard that has ended its workers: its rows run in a process of their own, in ever smaller pieces. */

import { emptyEvaluation } from '@camfleet/cam';
import { type CommitRecord, failure, limits, type ManifestRow, type Outcome } from '@camfleet/contracts';
import { failed } from '@camfleet/localise';
import type { Attempt } from '@camfleet/queue';
import { mergePieces, putPart, readPieces, readShardRows, writePart, writePiece } from '@camfleet/results';
import { nextPiece, type Piece } from '@camfleet/scheduling';
import { commitRecordOf } from './commit-record-of.js';
import type { ShardDependencies } from './shard-work.js';
import type { Probe } from './start-probe.js';

/**
 * The shard's record, of one part a piece. Whose image it is that kills is seen from outside: this process watches the one
 * that works, and only a death between the beginning and the end of a piece counts for it. So a worker that is killed by
 * chance counts for nothing. Pieces that are done stand in the store, and are not run again by a later attempt.
 */
export async function workInPieces(attempt: Attempt, deps: ShardDependencies): Promise<CommitRecord> {
  const { store } = deps;
  const { run, shard, range } = attempt.job;
  const request = await deps.request(run);
  const rows = await readShardRows(store, request.parent?.rows ?? run, range);
  const done = await readPieces(store, run, shard);
  const deaths = new Map<string, number>();
  let probe: Probe | null = null;
  try {
    for (;;) {
      attempt.signal.throwIfAborted();
      const pieces = done.map(({ piece }) => piece);
      const piece = nextPiece(rows.length, pieces, (one) => deaths.get(nameOf(one)) ?? 0);
      if (piece === null) return mergePieces(shard, done);
      probe ??= await deps.probe(attempt.signal);
      const record = await probe.work({ job: attempt.job, piece, last: attempt.last });
      if (record !== null) {
        done.push({ piece, record });
        continue;
      }
      probe = null;
      const kills = (deaths.get(nameOf(piece)) ?? 0) + 1;
      deaths.set(nameOf(piece), kills);
      if (piece.rows > 1 || kills < limits.killsOfOneImage) continue;
      const verdict = await crashed(rows[piece.from]!, attempt, deps);
      done.push({ piece, record: await writePiece(store, run, piece, verdict) });
    }
  } finally {
    await probe?.close();
  }
}

function nameOf({ from, rows }: Piece): string {
  return `${from}-${rows}`;
}

/** The record of one image that killed as often as it may. */
async function crashed(
  row: ManifestRow,
  { job, signal }: Attempt,
  deps: ShardDependencies,
): Promise<CommitRecord> {
  const message = `${limits.killsOfOneImage} processes ended while this image was all they worked at`;
  const outcomes: Outcome[] = [failed(row, failure('worker-crashed', message)).outcome];
  const part = await putPart(deps.store, job.run, job.shard, writePart(outcomes), signal);
  const execution = {
    shard: job.shard,
    attempt: 'piece',
    worker: deps.worker,
    startedAt: new Date(),
    evaluation: emptyEvaluation(),
    paddedImages: 0,
    fetchedBytes: 0,
  };
  return commitRecordOf(execution, outcomes, part);
}
