/** Pieces of a suspect shard: what is known of some of its rows, until one record names all of their parts. */
import { type CommitRecord, commitRecordSchema, type ObjectStore, runKeys } from '@camfleet/contracts';
import { decodeJson, encodeJson } from './stored-json.js';
import { addTallies } from './tallies.js';

/** Rows of the shard: `rows` of them from `from` on. */
export interface StoredPiece {
  readonly piece: { readonly from: number; readonly rows: number };
  readonly record: CommitRecord;
}

/** Stores a piece's record unless there is one; returns the one that stands. */
export async function writePiece(
  store: ObjectStore,
  run: string,
  { from, rows }: StoredPiece['piece'],
  record: CommitRecord,
): Promise<CommitRecord> {
  const key = runKeys(run).piece(record.shard, from, rows);
  if (await store.putIfAbsent(key, encodeJson(commitRecordSchema, record))) return record;
  const standing = await store.get(key);
  if (standing === null) throw new Error(`the store refused ${key} as taken, and then had no such object`);
  return decodeJson(commitRecordSchema, key, standing);
}

export async function readPieces(store: ObjectStore, run: string, shard: number): Promise<StoredPiece[]> {
  const pieces: StoredPiece[] = [];
  for await (const { key } of store.list(runKeys(run).piecesOf(shard))) {
    const place = /(\d+)-(\d+)\.json$/.exec(key);
    const bytes = place && (await store.get(key));
    if (!place || !bytes) continue;
    const piece = { from: Number(place[1]), rows: Number(place[2]) };
    pieces.push({ piece, record: decodeJson(commitRecordSchema, key, bytes) });
  }
  return pieces;
}

/**
 * The record of the whole shard. Pieces come from halving, so that of two that overlap one holds the other: the larger
 * counts. Throws where they leave a row out.
 */
export function mergePieces(shard: number, pieces: readonly StoredPiece[]): CommitRecord {
  const inOrder = pieces.toSorted((a, b) => a.piece.from - b.piece.from || b.piece.rows - a.piece.rows);
  let end = 0;
  const chosen: CommitRecord[] = [];
  for (const { piece, record } of inOrder) {
    if (piece.from < end) continue;
    if (piece.from > end) throw new RangeError(`the pieces of shard ${shard} leave out row ${end}`);
    chosen.push(record);
    end += piece.rows;
  }
  return chosen.reduce(addRecords);
}

function addRecords(a: CommitRecord, b: CommitRecord): CommitRecord {
  const { counts, timings } = a;
  return {
    ...a,
    parts: [...a.parts, ...b.parts],
    counts: {
      ok: counts.ok + b.counts.ok,
      failed: counts.failed + b.counts.failed,
      skipped: counts.skipped + b.counts.skipped,
    },
    failures: addTallies(a.failures, b.failures),
    warnings: addTallies(a.warnings, b.warnings),
    evaluation: addTallies(a.evaluation, b.evaluation),
    scores: addTallies(a.scores, b.scores),
    timings: {
      startedAt: [timings.startedAt, b.timings.startedAt].sort()[0]!,
      seconds: timings.seconds + b.timings.seconds,
      paddedImages: timings.paddedImages + b.timings.paddedImages,
      fetchedBytes: timings.fetchedBytes + b.timings.fetchedBytes,
    },
  };
}
