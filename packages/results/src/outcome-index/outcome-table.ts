/** The outcome index of a run in memory: columns of numbers, one entry a row, in row order. */
import {
  type FailureCode,
  failureCodes,
  type ObjectStore,
  type OutcomeIndexHead,
  type OutcomeKind,
  outcomeKinds,
  runKeys,
} from '@camfleet/contracts';
import { damaged } from '../stored-json.js';
import { type IndexColumn, readColumns } from './index-columns.js';

/** What stands where a row has no failure. */
export const noCode = 255;

export interface OutcomeTable {
  readonly rows: number;
  /** So many of them lie in the index; the others, of a cancelled run, were never begun, and lie in the manifest alone. */
  readonly indexed: number;
  /** The shards of the indexed ones. */
  readonly indexedShards: number;
  /** The runs whose objects hold the rows: the run itself, then those that tried its failed rows again. */
  readonly runs: readonly string[];
  readonly index: Int32Array;
  /** Positions in outcomeKinds, and in failureCodes. */
  readonly kind: Uint8Array;
  readonly code: Uint8Array;
  /** The best class, -1 where there is none, and its score. */
  readonly top: Int32Array;
  readonly score: Float32Array;
  /** NaN where there is none. */
  readonly iou: Float32Array;
  /** A row's true classes: `labels` from `labelStart[row]` up to the next row's. */
  readonly labelStart: Uint32Array;
  readonly labels: Int32Array;
  /** Where the row lies: in which of the runs, and there. */
  readonly source: Uint8Array;
  readonly page: Uint16Array;
  readonly segment: Uint16Array;
  readonly offset: Uint32Array;
  readonly recordBytes: Uint32Array;
  readonly mapBytes: Uint32Array;
}

/** Memory of one row's entries. */
export const tableRowBytes = 42;

const wanted = [
  'index',
  'outcome',
  'code',
  'class',
  'score',
  'iou',
  'labels',
  'segment',
  'offset',
  'record_bytes',
  'map_bytes',
] as const satisfies readonly IndexColumn[];
type Page = Awaited<ReturnType<typeof readColumns<(typeof wanted)[number]>>>;

/** Pages read at a time. */
const lanes = 8;

/** `neverBegun`: the numbers of the rows behind the index's. Throws a Problem where a page is missing or damaged. */
export async function loadOutcomeTable(
  store: ObjectStore,
  run: string,
  head: OutcomeIndexHead,
  neverBegun: Int32Array,
): Promise<OutcomeTable> {
  const rows = head.rows + neverBegun.length;
  const table = { ...emptyTable(run, rows), indexed: head.rows, indexedShards: head.shards };
  const labels: number[] = [];
  let row = 0;
  for (let first = 0; first < head.pages; first += lanes) {
    const some = Array.from({ length: Math.min(lanes, head.pages - first) }, (_, i) => first + i);
    const pages = await Promise.all(some.map((page) => readIndexPage(store, run, page, wanted)));
    for (const [i, page] of pages.entries()) row = fill(table, labels, page, row, first + i);
  }
  if (row !== head.rows)
    throw damaged(runKeys(run).outcomeIndex, `it counts ${head.rows} rows, its pages ${row}`);
  for (; row < rows; row++) {
    table.index[row] = neverBegun[row - head.rows]!;
    table.kind[row] = outcomeKinds.indexOf('skipped');
    table.code[row] = noCode;
    table.top[row] = -1;
    table.score[row] = Number.NaN;
    table.iou[row] = Number.NaN;
    table.labelStart[row] = labels.length;
  }
  table.labelStart[row] = labels.length;
  return { ...table, labels: Int32Array.from(labels) };
}

export async function readIndexPage<Name extends IndexColumn>(
  store: ObjectStore,
  run: string,
  page: number,
  names: readonly Name[],
  signal?: AbortSignal,
): Promise<Readonly<Record<Name, ArrayLike<unknown>>>> {
  const key = runKeys(run).outcomeColumns(page);
  const bytes = await store.get(key, signal);
  if (bytes === null) throw damaged(key, 'it is not there');
  try {
    return await readColumns(bytes, names);
  } catch (cause) {
    throw damaged(key, 'it is not what this version of Camfleet writes there', cause);
  }
}

function emptyTable(run: string, rows: number) {
  return {
    rows,
    runs: [run],
    index: new Int32Array(rows),
    kind: new Uint8Array(rows),
    code: new Uint8Array(rows),
    top: new Int32Array(rows),
    score: new Float32Array(rows),
    iou: new Float32Array(rows),
    labelStart: new Uint32Array(rows + 1),
    source: new Uint8Array(rows),
    page: new Uint16Array(rows),
    segment: new Uint16Array(rows),
    offset: new Uint32Array(rows),
    recordBytes: new Uint32Array(rows),
    mapBytes: new Uint32Array(rows),
  };
}

/** The row after the page's last. */
function fill(
  table: ReturnType<typeof emptyTable>,
  labels: number[],
  page: Page,
  from: number,
  number: number,
): number {
  const rows = page.index.length;
  for (let i = 0, row = from; i < rows; i++, row++) {
    table.index[row] = page.index[i] as number;
    table.kind[row] = outcomeKinds.indexOf(page.outcome[i] as OutcomeKind);
    table.code[row] = page.code[i] == null ? noCode : failureCodes.indexOf(page.code[i] as FailureCode);
    table.top[row] = (page.class[i] as number | null) ?? -1;
    table.score[row] = (page.score[i] as number | null) ?? Number.NaN;
    table.iou[row] = (page.iou[i] as number | null) ?? Number.NaN;
    table.labelStart[row] = labels.length;
    labels.push(...((page.labels[i] as number[] | null) ?? []));
    table.page[row] = number;
    table.segment[row] = page.segment[i] as number;
    table.offset[row] = page.offset[i] as number;
    table.recordBytes[row] = page.record_bytes[i] as number;
    table.mapBytes[row] = page.map_bytes[i] as number;
  }
  return from + rows;
}
