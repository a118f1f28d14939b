/** CSV after RFC 4180: one line a prediction, and one for each image that has none. */
import type { Outcome } from '@camfleet/contracts';
import { type AnnotationFormat, type ExportFacts, predictionsOf } from './annotation-format.js';

const columns = [
  ...['index', 'uri', 'id', 'outcome', 'error_code', 'error_message', 'width', 'height'],
  ...['rank', 'class', 'name', 'score', 'x0', 'y0', 'x1', 'y1'],
] as const;

type Line = Partial<Record<(typeof columns)[number], string | number>>;

/** Boxes are half-open, in pixels of the oriented image; ranks count from 1, classes from 0. */
export const csv: AnnotationFormat = {
  file: 'predictions.csv',
  mediaType: 'text/csv',
  async *write(outcomes, facts) {
    yield textOf(Object.fromEntries(columns.map((column) => [column, column])));
    for await (const row of outcomes()) yield linesOf(row, facts).map(textOf).join('');
  },
};

function linesOf(row: Outcome, facts: ExportFacts): Line[] {
  const { index, uri, id, outcome } = row;
  if (row.outcome === 'failed') {
    return [{ index, uri, id, outcome, error_code: row.error.code, error_message: row.error.message }];
  }
  if (row.outcome === 'skipped') return [{ index, uri, id, outcome }];
  const { width, height } = row;
  const image = { index, uri, id, outcome, width, height };
  const lines = predictionsOf(row, facts).map(({ label, score, box }, rank): Line => {
    const found = { ...image, rank: rank + 1, class: label, name: facts.names[label] ?? '', score };
    return box === null ? found : { ...found, x0: box[0], y0: box[1], x1: box[2], y1: box[3] };
  });
  return lines.length > 0 ? lines : [image];
}

function textOf(line: Line): string {
  const cells = columns.map((column) => {
    const cell = String(line[column] ?? '');
    return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  });
  return `${cells.join(',')}\r\n`;
}
