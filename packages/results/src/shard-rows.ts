/** The rows of one shard: a byte range of a block of normalised rows. */
import {
  type ManifestRow,
  manifestRowSchema,
  type ObjectStore,
  runKeys,
  type ShardRange,
} from '@camfleet/contracts';
import { damaged } from './stored-json.js';

/** In manifest order. Throws a Problem where the block does not hold what the range says. */
export async function readShardRows(
  store: ObjectStore,
  run: string,
  range: ShardRange,
  signal?: AbortSignal,
): Promise<ManifestRow[]> {
  const key = runKeys(run).block(range.block);
  const bytes = await store.getRange(key, range.offset, range.bytes, signal);
  if (!bytes) throw damaged(key, 'it is not there');
  if (bytes.length !== range.bytes) {
    throw damaged(
      key,
      `it holds ${bytes.length} bytes from byte ${range.offset} on where ${range.bytes} are expected`,
    );
  }
  const lines = new TextDecoder().decode(bytes).split('\n');
  // Every row ends its line, the last one too.
  if (lines.pop() !== '') throw damaged(key, `the range from byte ${range.offset} on ends inside a row`);
  if (lines.length !== range.rows) {
    throw damaged(
      key,
      `it holds ${lines.length} rows from byte ${range.offset} on where ${range.rows} are expected`,
    );
  }
  return lines.map((line) => parseRow(key, line));
}

function parseRow(key: string, line: string): ManifestRow {
  try {
    return manifestRowSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw damaged(key, `it has a line that is no normalised row, ${line.slice(0, 80)}`, cause);
  }
}
