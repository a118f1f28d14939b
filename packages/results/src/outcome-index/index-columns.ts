/** The columns of one page of the outcome index: a Parquet file that other tools read as well. */
import type { ShownOutcome } from '@camfleet/contracts';
import { parquetMetadata, parquetRead, type SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { float32, int32, listOf, optional, required, string } from '../parquet-columns.js';

/** A row, and where it lies: a line of JSON from `offset` on, then its maps. */
export interface IndexRow {
  readonly shown: ShownOutcome;
  readonly segment: number;
  readonly offset: number;
  readonly recordBytes: number;
  readonly mapBytes: number;
}

const columns = {
  index: required('index', int32),
  uri: required('uri', string),
  id: required('id', string),
  outcome: required('outcome', string),
  code: optional('code', string),
  class: optional('class', int32),
  score: optional('score', float32),
  labels: listOf('labels', required('element', int32)),
  iou: optional('iou', float32),
  width: optional('width', int32),
  height: optional('height', int32),
  segment: required('segment', int32),
  offset: required('offset', int32),
  record_bytes: required('record_bytes', int32),
  map_bytes: required('map_bytes', int32),
} as const;
export type IndexColumn = keyof typeof columns;

const schema: SchemaElement[] = [
  { name: 'outcomes', num_children: Object.keys(columns).length },
  ...Object.values(columns).flat(),
];

/** The same rows are the same bytes. */
export function writeColumns(rows: readonly IndexRow[]): Uint8Array {
  const file = new ByteWriter();
  const parquet = new ParquetWriter({ writer: file, schema, createdBy: 'camfleet', codec: 'SNAPPY' });
  const shown = <T>(value: (row: ShownOutcome) => T) => rows.map((row) => value(row.shown));
  const data: Record<IndexColumn, unknown[]> = {
    index: shown(({ index }) => index),
    uri: shown(({ uri }) => uri),
    id: shown(({ id }) => id),
    outcome: shown(({ outcome }) => outcome),
    code: shown(({ error }) => error?.code ?? null),
    class: shown(({ classes }) => classes[0] ?? null),
    score: shown(({ scores }) => scores[0] ?? null),
    labels: shown(({ truth }) => truth?.labels ?? []),
    iou: shown(({ iou }) => iou),
    width: shown(({ width }) => width),
    height: shown(({ height }) => height),
    segment: rows.map(({ segment }) => segment),
    offset: rows.map(({ offset }) => offset),
    record_bytes: rows.map(({ recordBytes }) => recordBytes),
    map_bytes: rows.map(({ mapBytes }) => mapBytes),
  };
  parquet.write({
    columnData: Object.entries(data).map(([name, values]) => ({ name, data: values })),
    rowGroupSize: Math.max(rows.length, 1),
  });
  parquet.finish();
  return new Uint8Array(file.getBuffer());
}

/** Only what is asked for is decoded. Throws where the bytes are no such page. */
export async function readColumns<Name extends IndexColumn>(
  bytes: Uint8Array,
  names: readonly Name[],
): Promise<Readonly<Record<Name, ArrayLike<unknown>>>> {
  const file = new Uint8Array(bytes).buffer;
  const metadata = parquetMetadata(file);
  const rows = Number(metadata.num_rows);
  const found = Object.fromEntries(names.map((name) => [name, [] as unknown[]])) as Record<Name, unknown[]>;
  await parquetRead({
    file: { byteLength: file.byteLength, slice: (start, end) => file.slice(start, end) },
    metadata,
    columns: [...names],
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = found[columnName as Name];
      for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
    },
  });
  const short = names.find((name) => found[name].length !== rows);
  if (short !== undefined) throw new RangeError(`column ${short} has ${found[short].length} of ${rows} rows`);
  return found;
}
