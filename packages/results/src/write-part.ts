/** Write part: the outcomes of a shard as a Parquet file. */
import type { OkOutcome, Outcome } from '@camfleet/contracts';
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { partSchema } from './part-schema.js';

/**
 * One row an image, in the order of `index`; scores are rounded to float32, map bits are kept as they are, and a
 * lone surrogate in a string becomes U+FFFD. The same outcomes give the same bytes. Throws where an outcome's
 * classes, scores, boxes and maps do not go together.
 */
export function writePart(outcomes: readonly Outcome[]): Uint8Array<ArrayBuffer> {
  const rows = outcomes.toSorted((a, b) => a.index - b.index);
  for (const row of rows) if (row.outcome === 'ok') checkShapes(row);
  const file = new ByteWriter();
  const parquet = new ParquetWriter({
    writer: file,
    schema: partSchema,
    createdBy: 'camfleet',
    // 1 part in 8 of real maps is saved, at no cost in time.
    codec: 'SNAPPY',
    statistics: false,
  });
  // One row group: a part is read whole.
  parquet.write({ columnData: columnsOf(rows), rowGroupSize: Math.max(rows.length, 1) });
  parquet.finish();
  return new Uint8Array(file.getBuffer());
}

function columnsOf(rows: readonly Outcome[]): ColumnSource[] {
  const ok = <T>(value: (row: OkOutcome) => T) =>
    rows.map((row) => (row.outcome === 'ok' ? value(row) : null));
  const error = (value: 'code' | 'stage' | 'message') =>
    rows.map((row) => (row.outcome === 'failed' ? row.error[value] : null));
  return [
    { name: 'index', data: rows.map((row) => BigInt(row.index)), statistics: true },
    { name: 'uri', data: rows.map((row) => row.uri) },
    { name: 'id', data: rows.map((row) => row.id) },
    { name: 'outcome', data: rows.map((row) => row.outcome) },
    { name: 'error_code', data: error('code') },
    { name: 'error_stage', data: error('stage') },
    { name: 'error_message', data: error('message') },
    { name: 'width', data: ok((row) => row.width) },
    { name: 'height', data: ok((row) => row.height) },
    { name: 'classes', data: ok((row) => row.classes) },
    // Plain, because a dictionary takes 0 and -0 for the same value.
    { name: 'scores', data: ok((row) => row.scores), encoding: 'PLAIN' },
    { name: 'boxes', data: ok((row) => row.boxes) },
    { name: 'guess_classes', data: ok((row) => row.guesses.map(({ label }) => label)) },
    { name: 'guess_boxes', data: ok((row) => row.guesses.map(({ box }) => box)) },
    { name: 'policy', data: ok((row) => row.policy) },
    { name: 'map_shape', data: ok((row) => [row.classes.length, row.mapHeight, row.mapWidth]) },
    { name: 'maps', data: ok(({ maps }) => bytesOf(maps)), encoding: 'PLAIN' },
    { name: 'warnings', data: rows.map((row) => row.warnings) },
  ];
}

/** In the order of this machine: the network's runtime has none whose numbers begin with their most significant byte. */
function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function checkShapes({ index, classes, scores, boxes, maps, mapHeight, mapWidth }: OkOutcome): void {
  const values = classes.length * mapHeight * mapWidth;
  if (scores.length !== classes.length || boxes.length !== classes.length || maps.length !== values) {
    throw new RangeError(
      `row ${index}: ${classes.length} classes, ${scores.length} scores, ${boxes.length} boxes and ${maps.length} ` +
        `map values of ${mapHeight} × ${mapWidth} do not go together`,
    );
  }
}
