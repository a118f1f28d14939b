/** scan: the manifest, read once as a stream, → blocks of normalised rows, pages of shards and their index. */
import { setImmediate } from 'node:timers/promises';
import {
  limits,
  type ManifestRow,
  type ObjectStore,
  Problem,
  type RunRequest,
  runKeys,
  type ShardIndex,
} from '@camfleet/contracts';
import { writeShardIndex, writeShardPage } from '@camfleet/results';
import { describeUri, type Sources } from '@camfleet/sources';
import { readManifest } from './read-manifest.js';
import { sampleRows } from './sample-rows.js';
import { shardRowsFor } from './shard-rows-for.js';
import { createShardTable, type ShardTable } from './shard-table.js';

/** Rows that are read before everything else in this process has a turn. */
const rowsPerTurn = 500;
/** A run cut so far has this many pieces at most before neighbours are joined: the scan's memory does not grow with the manifest. */
const piecesMax = 65_536;

/**
 * Writes the blocks, then the pages and, last, the index. A scan that was cut off is done again from the start and writes
 * the same blocks. Throws `manifest-empty` where there is no row and `manifest-changed` where the source is not what it was.
 */
export async function scan(
  store: ObjectStore,
  sources: Sources,
  request: RunRequest,
  slots: number,
  signal: AbortSignal,
): Promise<ShardIndex> {
  const { kind, source } = request.manifest;
  // A folder, a prefix or an upload has no version: what is in it when it is listed is the manifest.
  const versionOf = async (): Promise<ShardIndex['source']> =>
    kind === 'jsonl' || kind === 'csv' || kind === 'parquet' ? sources.stat(source, signal) : {};
  const before = await versionOf();
  const { rows: chosen, population } = await chosenRows(
    request,
    readManifest(sources, request, signal),
    signal,
  );
  const cut = await writeBlocks(store, request, chosen, signal);
  if (cut.rows === 0)
    throw new Problem('manifest-empty', `${describeUri(source)} holds no row: nothing to do`);
  const after = await versionOf();
  if (before.bytes !== after.bytes || before.version !== after.version) {
    throw new Problem(
      'manifest-changed',
      `${describeUri(source)} changed while it was read: submit it again`,
    );
  }
  const facts = { slots, source: after, ...(population !== null && { population }) };
  return await writeIndex(store, request, cut, facts, signal);
}

/** All of them, or a sample where one is asked for. */
async function chosenRows({ sample }: RunRequest, rows: AsyncIterable<ManifestRow>, signal: AbortSignal) {
  if (sample === undefined) return { rows, population: null };
  const { sample: chosen, population } = await sampleRows(rows, sample, signal);
  return { rows: chosen, population };
}

export interface CutRows {
  readonly rows: number;
  /** The most true classes of any row. */
  readonly wanted: number;
  readonly pieces: ShardTable;
}

/** Rows → blocks in the store, cut into pieces of the asked size, or into small ones where the scan's end decides. */
export async function writeBlocks(
  store: ObjectStore,
  { run, parameters }: RunRequest,
  source: AsyncIterable<ManifestRow> | Iterable<ManifestRow>,
  signal: AbortSignal,
): Promise<CutRows> {
  const keys = runKeys(run);
  let pieceRows = parameters.shardRows ?? limits.shardPieceRows;
  let pieces = createShardTable();
  let number = 0;
  /** One block after the other is written into the same memory: a million small ones would be the collector's work. */
  let block = Buffer.allocUnsafe(limits.manifestBlockBytes + limits.manifestLineBytes);
  let offset = 0;
  let piece = { offset: 0, rows: 0 };
  let rows = 0;
  let wanted = 0;

  const closePiece = () => {
    const place = { block: number, offset: piece.offset, bytes: offset - piece.offset, rows: piece.rows };
    if (piece.rows > 0) pieces.push(place);
    piece = { offset, rows: 0 };
    if (parameters.shardRows !== null || pieces.length < piecesMax || pieceRows >= limits.shardRowsMax)
      return;
    pieceRows *= 2;
    pieces = pieces.join(pieceRows);
  };
  const closeBlock = async () => {
    if (offset === 0) return;
    closePiece();
    await store.put(keys.block(number), block.subarray(0, offset), signal);
    number += 1;
    offset = 0;
    piece = { offset: 0, rows: 0 };
  };
  const append = (line: string) => {
    // No character of a string takes more than three bytes.
    const bytesMax = line.length * 3;
    if (offset + bytesMax > block.length) {
      const larger = Buffer.allocUnsafe(offset + bytesMax);
      block.copy(larger, 0, 0, offset);
      block = larger;
    }
    offset += block.write(line, offset);
  };

  for await (const row of source) {
    append(`${JSON.stringify(row)}\n`);
    piece.rows += 1;
    rows += 1;
    wanted = Math.max(wanted, Math.min(row.labels?.length ?? 0, limits.wantedClassesMax));
    if (piece.rows === pieceRows) closePiece();
    if (offset >= limits.manifestBlockBytes) await closeBlock();
    if (rows % rowsPerTurn > 0) continue;
    signal.throwIfAborted();
    // Rows that lie ready come without a pause: the scheduler, and the leadership, want their turns.
    await setImmediate();
  }
  await closeBlock();
  return { rows, wanted, pieces };
}

/** Pages first, the index last: it makes the run scanned. */
export async function writeIndex(
  store: ObjectStore,
  { run, parameters }: RunRequest,
  { rows, wanted, pieces }: CutRows,
  { slots, ...rest }: { slots: number } & Pick<ShardIndex, 'source' | 'population'>,
  signal: AbortSignal,
): Promise<ShardIndex> {
  const shardRows = parameters.shardRows ?? shardRowsFor(rows, slots);
  const shards = parameters.shardRows === null ? pieces.join(shardRows) : pieces;
  for (let from = 0; from < shards.length; from += limits.shardPageShards) {
    const page = shards.page(from, from + limits.shardPageShards);
    await writeShardPage(store, run, shardRows, from / limits.shardPageShards, page, signal);
  }
  const index: ShardIndex = { rows, shards: shards.length, shardRows, wanted, ...rest, pagesOf: run };
  return await writeShardIndex(store, run, index, signal);
}
