/** The rows of two runs over one manifest, side by side: whose boxes are better, and where. */
import type { OutcomeTable } from './outcome-table.js';

export interface ComparedTables {
  /** Of each row that both have: its number in the manifest, and its IoU in the one and the other; NaN where there is none. */
  readonly index: Int32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Rows whose IoU is greater in the first, in the second, the same in both, and missing in one of them. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly unjudged: number;
  /** Over the rows that are judged in both; null where there is none. */
  readonly meanIou: readonly [number | null, number | null];
}

export type PairOrder = 'index' | 'difference' | '-difference';

/** Both tables are in row order. */
export function compareTables(one: OutcomeTable, other: OutcomeTable): ComparedTables {
  const index = new Int32Array(Math.min(one.rows, other.rows));
  const first = new Float32Array(index.length);
  const second = new Float32Array(index.length);
  let [pairs, wins, losses, ties, sumFirst, sumSecond] = [0, 0, 0, 0, 0, 0];
  for (let i = 0, j = 0; i < one.rows && j < other.rows; ) {
    const [here, there] = [one.index[i]!, other.index[j]!];
    if (here !== there) {
      if (here < there) i++;
      else j++;
      continue;
    }
    const [a, b] = [one.iou[i++]!, other.iou[j++]!];
    index[pairs] = here;
    first[pairs] = a;
    second[pairs++] = b;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    if (a > b) wins++;
    else if (a < b) losses++;
    else ties++;
    sumFirst += a;
    sumSecond += b;
  }
  const judged = wins + losses + ties;
  return {
    index: index.subarray(0, pairs),
    first: first.subarray(0, pairs),
    second: second.subarray(0, pairs),
    wins,
    losses,
    ties,
    unjudged: pairs - judged,
    meanIou: judged === 0 ? [null, null] : [sumFirst / judged, sumSecond / judged],
  };
}

/** A difference of IoU in steps of 2^-18: with a pair's place it fits into the 53 bits of one number. */
const steps = 2 ** 18;

/**
 * Pairs by their place. `difference`: those first in which the first run is better by most; what is not judged comes last
 * in either direction, and equal ones in row order.
 */
export function orderPairs({ index, first, second }: ComparedTables, order: PairOrder): Uint32Array {
  if (order === 'index') return Uint32Array.from(index, (_, pair) => pair);
  const sign = order === 'difference' ? 1 : -1;
  const packed = Float64Array.from(index, (_, pair) => {
    const gain = sign * (second[pair]! - first[pair]!);
    const key = Number.isNaN(gain) ? 2 * steps + 1 : Math.round((gain + 1) * steps);
    return key * 2 ** 32 + pair;
  }).sort();
  return Uint32Array.from(packed, (value) => value % 2 ** 32);
}
