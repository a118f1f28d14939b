/** The first outcomes of a run as a table. */
import type { OutcomeLine } from './outcome-line.js';

const heads = ['row', 'outcome', 'class', 'score', 'box', 'image'];
/** The ends of long addresses say more than their beginnings. */
const charsMax = 60;

export function outcomesTable(lines: readonly OutcomeLine[]): string {
  const rows = [heads, ...lines.map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd())
    .join('\n');
}

function cells({ index, uri, outcome, code, class: name, score, box }: OutcomeLine): string[] {
  return [
    String(index),
    code ?? outcome,
    name ?? '',
    score === null ? '' : `${(100 * score).toFixed(1)} %`,
    box === null ? '' : box.join(' '),
    uri.length > charsMax ? `…${uri.slice(1 - charsMax)}` : uri,
  ];
}
