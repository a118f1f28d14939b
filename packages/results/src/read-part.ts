/** Read part: a Parquet file back to the outcomes that it was written from. */
import { type FailureCode, failure, type Outcome, type Stage } from '@camfleet/contracts';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';

/** A part's row as hyparquet gives it: missing values are null or undefined. */
interface PartRow {
  readonly index: bigint;
  readonly uri: string;
  readonly id: string;
  readonly outcome: Outcome['outcome'];
  readonly error_code: FailureCode;
  readonly error_stage: Stage;
  readonly error_message: string;
  readonly width: number;
  readonly height: number;
  readonly classes: number[];
  readonly scores: number[];
  readonly boxes: ([number, number, number, number] | null | undefined)[];
  readonly guess_classes: number[];
  readonly guess_boxes: ([number, number, number, number] | null | undefined)[];
  readonly policy: string;
  readonly map_shape: [number, number, number];
  readonly maps: Uint8Array;
  readonly warnings: string[];
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The exact inverse of writePart, in row order. Throws where the bytes are no part. */
export async function readPart(bytes: Uint8Array): Promise<Outcome[]> {
  const file = bytes.slice().buffer;
  const rows = await parquetReadObjects({
    file: { byteLength: file.byteLength, slice: (start, end) => file.slice(start, end) },
    metadata: parquetMetadata(file),
    // What is not marked as text is bytes.
    utf8: false,
    // The library's own decoder drops a byte order mark at the start of every string.
    parsers: { stringFromBytes: (text: Uint8Array | undefined) => text && utf8.decode(text) },
  });
  const parts = rows as unknown as PartRow[];
  // All maps in one piece of memory: a buffer for each row was most of what reading a part cost.
  const memory = new Uint8Array(parts.reduce((sum, { maps }) => sum + (maps?.length ?? 0), 0));
  let used = 0;
  const keep = ({ index, map_shape: shape, maps }: PartRow): Uint16Array => {
    const bytes = shape.reduce((product, side) => product * side, 2);
    if (!(maps instanceof Uint8Array) || maps.length !== bytes) {
      throw new RangeError(`row ${index}: its maps are not ${bytes} bytes`);
    }
    const from = used;
    memory.set(maps, from);
    used += maps.length;
    return new Uint16Array(memory.buffer, from, maps.length / 2);
  };
  return parts.map((row) => outcomeOf(row, keep));
}

function outcomeOf(row: PartRow, keep: (row: PartRow) => Uint16Array): Outcome {
  const identity = { index: Number(row.index), uri: row.uri, id: row.id, warnings: row.warnings };
  if (row.outcome === 'skipped') return { ...identity, outcome: row.outcome };
  if (row.outcome === 'failed') {
    const error = { ...failure(row.error_code, row.error_message), stage: row.error_stage };
    return { ...identity, outcome: row.outcome, error };
  }
  return {
    ...identity,
    outcome: row.outcome,
    width: row.width,
    height: row.height,
    classes: row.classes,
    scores: row.scores,
    boxes: row.boxes.map((box) => box ?? null),
    guesses: row.guess_classes.map((label, i) => ({ label, box: row.guess_boxes[i] ?? null })),
    policy: row.policy,
    maps: keep(row),
    mapHeight: row.map_shape[1],
    mapWidth: row.map_shape[2],
  };
}
