/** scan: the manifest, read once as a stream, → blocks of normalised rows and the index of shards. */
import {
  limits,
  type ObjectStore,
  Problem,
  type RunRequest,
  runKeys,
  type ShardIndex,
  type ShardRange,
} from '@camfleet/contracts';
import { writeShardIndex } from '@camfleet/results';
import { describeUri, type Sources } from '@camfleet/sources';
import { cutShards, shardRowsFor } from './cut-shards.js';
import { readManifest } from './read-manifest.js';

/**
 * Writes the blocks and, last, the index. A scan that was cut off is done again from the start and writes the same
 * blocks. Throws `manifest-empty` where there is no row and `manifest-changed` where the source is not what it was.
 */
export async function scan(
  store: ObjectStore,
  sources: Sources,
  request: RunRequest,
  slots: number,
  signal: AbortSignal,
): Promise<ShardIndex> {
  const keys = runKeys(request.run);
  const pieceRows = request.parameters.shardRows ?? limits.shardPieceRows;
  const pieces: ShardRange[] = [];
  let block = 0;
  let lines: Buffer[] = [];
  let offset = 0;
  let piece = { offset: 0, rows: 0 };
  let rows = 0;
  let wanted = 0;

  const closePiece = () => {
    if (piece.rows > 0)
      pieces.push({ block, offset: piece.offset, bytes: offset - piece.offset, rows: piece.rows });
    piece = { offset, rows: 0 };
  };
  const closeBlock = async () => {
    if (lines.length === 0) return;
    closePiece();
    await store.put(keys.block(block), Buffer.concat(lines), signal);
    block += 1;
    lines = [];
    offset = 0;
    piece = { offset: 0, rows: 0 };
  };

  const { kind, source } = request.manifest;
  // A folder has no version: what is in it when it is listed is the manifest.
  const versionOf = async (): Promise<ShardIndex['source']> =>
    kind === 'files' ? {} : sources.stat(source, signal);
  const before = await versionOf();
  for await (const row of readManifest(sources, request, signal)) {
    signal.throwIfAborted();
    const line = Buffer.from(`${JSON.stringify(row)}\n`);
    lines.push(line);
    offset += line.length;
    piece.rows += 1;
    rows += 1;
    wanted = Math.max(wanted, Math.min(row.labels?.length ?? 0, limits.wantedClassesMax));
    if (piece.rows === pieceRows) closePiece();
    if (offset >= limits.manifestBlockBytes) await closeBlock();
  }
  await closeBlock();
  if (rows === 0) throw new Problem('manifest-empty', `${describeUri(source)} holds no row: nothing to do`);
  const after = await versionOf();
  if (before.bytes !== after.bytes || before.version !== after.version) {
    throw new Problem(
      'manifest-changed',
      `${describeUri(source)} changed while it was read: submit it again`,
    );
  }

  const shardRows = request.parameters.shardRows ?? shardRowsFor(rows, slots);
  const index: ShardIndex = { rows, shardRows, wanted, source: after, shards: cutShards(pieces, shardRows) };
  return await writeShardIndex(store, request.run, index);
}
