/** Rows as they are shown, read from where they lie: neighbours in one go. */
import { type ObjectStore, runKeys, type ShownOutcome, shownOutcomeSchema } from '@camfleet/contracts';
import { damaged, decodeJson } from '../stored-json.js';
import { rowsNeverBegun } from './never-begun.js';
import type { OutcomeTable } from './outcome-table.js';
import { showNeverBegun } from './show-outcome.js';

export interface ReadRow {
  readonly shown: ShownOutcome;
  /** Half floats [classes, mapHeight, mapWidth], least significant byte first; null where they were not asked for. */
  readonly maps: Uint8Array | null;
}

/** Two rows so close are read together, with what lies between. */
const gapBytes = 32 * 1024;
/** Bytes read in one go. */
const readBytesMax = 4 * 1024 * 1024;

interface Place {
  readonly row: number;
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/**
 * In the order of `rows`, which are places in the table. Throws a Problem where an object is missing or damaged, and the
 * signal's reason.
 */
export async function readRows(
  store: ObjectStore,
  table: OutcomeTable,
  rows: ArrayLike<number>,
  { maps, signal }: { readonly maps: boolean; readonly signal: AbortSignal },
): Promise<ReadRow[]> {
  const begun = Array.from(rows).filter((row) => row < table.indexed);
  const places = begun.map((row): Place => {
    const { outcomeRows } = runKeys(table.runs[table.source[row]!]!);
    const start = table.offset[row]!;
    const bytes = table.recordBytes[row]! + (maps ? table.mapBytes[row]! : 0);
    return { row, key: outcomeRows(table.page[row]!, table.segment[row]!), start, end: start + bytes };
  });
  const found = new Map<number, Uint8Array>();
  await Promise.all(
    gather(places).map(async (group) => {
      const { key, start } = group[0]!;
      const length = Math.max(...group.map(({ end }) => end)) - start;
      const bytes = await store.getRange(key, start, length, signal);
      if (bytes?.length !== length) throw damaged(key, `it has no ${length} bytes from byte ${start} on`);
      for (const place of group) found.set(place.row, bytes.subarray(place.start - start, place.end - start));
    }),
  );
  const read = new Map<number, ReadRow>();
  for (const { row, key } of places) {
    const bytes = found.get(row)!;
    const recordBytes = table.recordBytes[row]!;
    const shown = decodeJson(shownOutcomeSchema, key, bytes.subarray(0, recordBytes));
    read.set(row, { shown, maps: maps ? bytes.subarray(recordBytes) : null });
  }
  const others = new Set(Array.from(rows).filter((row) => row >= table.indexed));
  for (const [row, shown] of await readNeverBegun(store, table, others, signal))
    read.set(row, { shown, maps: maps ? new Uint8Array() : null });
  return Array.from(rows, (row) => read.get(row)!);
}

async function readNeverBegun(
  store: ObjectStore,
  { runs, indexed, indexedShards }: OutcomeTable,
  wanted: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<Map<number, ShownOutcome>> {
  const found = new Map<number, ShownOutcome>();
  if (wanted.size === 0) return found;
  const begun = { rows: indexed, shards: indexedShards };
  const inOrder = [...wanted].sort((a, b) => a - b);
  // Those before it have been found.
  let next = 0;
  const isWanted = (to: number) => inOrder[next]! < to;
  for await (const { from, rows } of rowsNeverBegun(store, runs[0]!, begun, signal, isWanted)) {
    for (; next < inOrder.length && inOrder[next]! < from + rows.length; next++) {
      const row = inOrder[next]!;
      found.set(row, showNeverBegun(rows[row - from]!));
    }
    if (next === inOrder.length) break;
  }
  return found;
}

function gather(places: readonly Place[]): Place[][] {
  const inOrder = places.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.start - b.start));
  const groups: Place[][] = [];
  for (const place of inOrder) {
    const group = groups.at(-1);
    const isNear =
      group !== undefined &&
      group[0]!.key === place.key &&
      place.start - group.at(-1)!.end <= gapBytes &&
      place.end - group[0]!.start <= readBytesMax;
    if (isNear) group.push(place);
    else groups.push([place]);
  }
  return groups;
}
