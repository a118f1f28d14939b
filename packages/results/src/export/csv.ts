/** CSV after RFC 4180: one line a prediction, and one for each image that has none. */
import { csvCell, safeText } from './csv-cell.js';
import type { DocumentFormat, ExportRow } from './export-format.js';

const columns = [
  ...['index', 'uri', 'id', 'outcome', 'error_code', 'error_message', 'width', 'height'],
  ...['rank', 'class', 'name', 'score', 'x0', 'y0', 'x1', 'y1'],
] as const;

type Line = Partial<Record<(typeof columns)[number], string | number>>;

/**
 * Boxes are half-open, in pixels of the oriented image; ranks count from 1, classes from 0. A text that a spreadsheet would
 * take for a formula has an apostrophe in front. The one format that holds failed rows too.
 */
export const csv: DocumentFormat = {
  kind: 'document',
  holds: 'predictions',
  needsBoxes: false,
  file: 'predictions.csv',
  mediaType: 'text/csv',
  passes: 1,
  async *write(source) {
    yield textOf(Object.fromEntries(columns.map((column) => [column, column])));
    for await (const row of source.rows()) yield linesOf(row).map(textOf).join('');
  },
};

function linesOf({ outcome: row, image }: ExportRow): Line[] {
  const { index, uri, id, outcome } = row;
  if (row.outcome === 'failed') {
    return [{ index, uri, id, outcome, error_code: row.error.code, error_message: row.error.message }];
  }
  if (row.outcome === 'skipped') return [{ index, uri, id, outcome }];
  const whole = { index, uri, id, outcome, width: row.width, height: row.height };
  const lines = (image?.predictions ?? []).map(({ rank, label, name, score, box }): Line => {
    const found = { ...whole, rank, class: label, name, score };
    return box === null ? found : { ...found, x0: box[0], y0: box[1], x1: box[2], y1: box[3] };
  });
  return lines.length > 0 ? lines : [whole];
}

function textOf(line: Line): string {
  const cells = columns.map((column) => {
    const value = line[column] ?? '';
    return csvCell(typeof value === 'number' ? String(value) : safeText(value));
  });
  return `${cells.join(',')}\r\n`;
}
