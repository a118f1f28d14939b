/** A run's table together with those of the runs that tried its failed rows again: each row as its last attempt has it. */
import { outcomeKinds } from '@camfleet/contracts';
import type { OutcomeTable } from './outcome-table.js';

/** `retries` in the order in which they were made; a row that was skipped there stands as it was. */
export function mergeTables(parent: OutcomeTable, retries: readonly OutcomeTable[]): OutcomeTable {
  if (retries.length === 0) return parent;
  const merged = {
    ...parent,
    runs: [...parent.runs, ...retries.flatMap(({ runs }) => runs)],
    kind: parent.kind.slice(),
    code: parent.code.slice(),
    top: parent.top.slice(),
    score: parent.score.slice(),
    iou: parent.iou.slice(),
    source: parent.source.slice(),
    page: parent.page.slice(),
    segment: parent.segment.slice(),
    offset: parent.offset.slice(),
    recordBytes: parent.recordBytes.slice(),
    mapBytes: parent.mapBytes.slice(),
  };
  const skipped = outcomeKinds.indexOf('skipped');
  for (const [which, retry] of retries.entries()) {
    for (let row = 0; row < retry.rows; row++) {
      const place = rowOfIndex(parent, retry.index[row]!);
      if (place === null || retry.kind[row] === skipped) continue;
      merged.kind[place] = retry.kind[row]!;
      merged.code[place] = retry.code[row]!;
      merged.top[place] = retry.top[row]!;
      merged.score[place] = retry.score[row]!;
      merged.iou[place] = retry.iou[row]!;
      merged.source[place] = which + 1;
      merged.page[place] = retry.page[row]!;
      merged.segment[place] = retry.segment[row]!;
      merged.offset[place] = retry.offset[row]!;
      merged.recordBytes[place] = retry.recordBytes[row]!;
      merged.mapBytes[place] = retry.mapBytes[row]!;
    }
  }
  return merged;
}

/** Where a manifest row stands in the table, or null. */
export function rowOfIndex({ index, rows }: OutcomeTable, wanted: number): number | null {
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low < rows && index[low] === wanted ? low : null;
}
