/** Rows of a table that fit a filter, in an order. */
import {
  type FailureCode,
  failureCodes,
  type OutcomeKind,
  outcomeKinds,
  type RowOrder,
} from '@camfleet/contracts';
import type { OutcomeTable } from './outcome-table.js';

export interface RowFilter {
  readonly outcome?: OutcomeKind | undefined;
  readonly code?: FailureCode | undefined;
  /** The best class. */
  readonly top?: number | undefined;
  /** One of the true classes. */
  readonly label?: number | undefined;
  /** Both ends are in; a row without the figure is not. */
  readonly scoreMin?: number | undefined;
  readonly scoreMax?: number | undefined;
  readonly iouMin?: number | undefined;
  readonly iouMax?: number | undefined;
  /** One entry a row: whether it is in at all. */
  readonly mask?: Uint8Array | null | undefined;
}

/** Rows, by their place in the table. */
export function selectRows(
  table: OutcomeTable,
  filter: RowFilter,
  order: RowOrder,
  backwards: boolean,
): Uint32Array {
  const fitting = filterRows(table, filter);
  if (order === 'index') return backwards ? fitting.reverse() : fitting;
  return sortRows(fitting, keyOf(table, order), backwards);
}

function filterRows(table: OutcomeTable, filter: RowFilter): Uint32Array {
  const kind = filter.outcome === undefined ? null : outcomeKinds.indexOf(filter.outcome);
  const code = filter.code === undefined ? null : failureCodes.indexOf(filter.code);
  const { top, label, mask = null } = filter;
  const score = between(table.score, filter.scoreMin, filter.scoreMax);
  const iou = between(table.iou, filter.iouMin, filter.iouMax);
  const rows = new Uint32Array(table.rows);
  let found = 0;
  for (let row = 0; row < table.rows; row++) {
    const fits =
      (kind === null || table.kind[row] === kind) &&
      (code === null || table.code[row] === code) &&
      (top === undefined || table.top[row] === top) &&
      (mask === null || mask[row] === 1) &&
      score(row) &&
      iou(row) &&
      (label === undefined || hasLabel(table, row, label));
    if (fits) rows[found++] = row;
  }
  return rows.slice(0, found);
}

function between(values: Float32Array, least?: number, most?: number): (row: number) => boolean {
  if (least === undefined && most === undefined) return () => true;
  // Stored figures are single floats: the ends are rounded as they were.
  const low = Math.fround(least ?? -Infinity);
  const high = Math.fround(most ?? Infinity);
  return (row) => values[row]! >= low && values[row]! <= high;
}

function hasLabel({ labels, labelStart }: OutcomeTable, row: number, label: number): boolean {
  for (let i = labelStart[row]!; i < labelStart[row + 1]!; i++) if (labels[i] === label) return true;
  return false;
}

/** Keys are whole numbers of 20 bits: figures of 0..1 in steps of 2^-20, as the evaluation counts an IoU. */
const keyMax = 2 ** 20;
const last = 2 * keyMax - 1;

/** -1 where the row has nothing to be sorted by. */
function keyOf(table: OutcomeTable, order: Exclude<RowOrder, 'index'>): (row: number) => number {
  if (order === 'class') return (row) => table.top[row]!;
  const values = order === 'iou' ? table.iou : table.score;
  return (row) => (Number.isNaN(values[row]) ? -1 : Math.round(values[row]! * keyMax));
}

/**
 * Rows that have nothing to be sorted by come last in either direction, and equal ones in row order. A key and its row fit
 * into the 53 bits of one number, which sorts without a comparison of ours.
 */
function sortRows(rows: Uint32Array, keyOf: (row: number) => number, backwards: boolean): Uint32Array {
  const packed = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const key = keyOf(row);
    packed[i] = (key < 0 ? last : backwards ? keyMax - key : key) * 2 ** 32 + row;
  }
  packed.sort();
  return Uint32Array.from(packed, (value) => value % 2 ** 32);
}
