/** CSV: what DuckDB, whose reader is not ours, reads out of an export. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { csv } from '../../src/export/csv.js';
import { safeText } from '../../src/export/csv-cell.js';
import { usualOutcomes } from '../some-outcomes.js';
import { expectedBoxes, isOk } from './expected-boxes.js';
import { sourceOf, textOf } from './stored-run.js';

const folder = await temporaryFolder();

async function read(text: string) {
  await writeFile(join(folder, 'rows.csv'), text);
  const connection = await (await DuckDBInstance.create()).connect();
  onTestFinished(() => connection.closeSync());
  const reader = await connection.runAndReadAll(
    `select * from read_csv('${join(folder, 'rows.csv')}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', parallel = false)`,
  );
  return reader
    .getRowObjects()
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, cell]) => [name, cell === null ? '' : String(cell)]),
      ),
    );
}

/** The inverse of what is done to texts that look like formulas. */
const asItWas = (cell: string): string => (/^'+[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? cell.slice(1) : cell);

describe('CSV', () => {
  it('gives back every image, class, score and box, and why an image failed', async () => {
    const strange = ['a,b', 'say "x"', 'two\nlines', ' blank ', '\r', 'é', '=cmd', "'=cmd", '-1', '@x', '\t'];
    const outcomes = usualOutcomes(40).map((row, i) => ({ ...row, uri: strange[i] ?? row.uri }));
    const lines = await read(await textOf(csv, outcomes));
    expect(
      lines
        .filter(({ x0 }) => x0 !== '')
        .map((line) => ({
          index: Number(line.index),
          uri: asItWas(line.uri!),
          label: Number(line.class),
          score: Number(line.score),
          box: [line.x0, line.y0, line.x1, line.y1].map(Number),
        })),
    ).toEqual(expectedBoxes(outcomes));
    expect(new Set(lines.map(({ index }) => Number(index)))).toEqual(
      new Set(outcomes.map(({ index }) => index)),
    );
    expect(
      lines
        .filter(({ outcome }) => outcome === 'failed')
        .map((line) => [line.error_code, line.error_message]),
    ).toEqual(
      outcomes.flatMap((row) => (row.outcome === 'failed' ? [[row.error.code, row.error.message]] : [])),
    );
    const { names } = (await sourceOf([])).facts;
    for (const line of lines.filter(({ name }) => name !== ''))
      expect(asItWas(line.name!)).toBe(names[Number(line.class)]);
    expect(lines.some(({ name }) => name === "'=SUM(1)")).toBe(true);
  });

  it('has a line for an image whose every class is left out', async () => {
    const outcomes = usualOutcomes(9);
    const lines = await read(await textOf(csv, outcomes, { minScore: 1 }));
    expect(lines.map(({ outcome, rank, width }) => [outcome, rank, width])).toEqual(
      outcomes.map((row) => [row.outcome, '', isOk(row) ? '500' : '']),
    );
  });

  it('keeps every text, and lets none be run as a formula', () => {
    const beginning = fc.constantFrom('', "'", "''", '=', '+', '-', '@', '\t', '\r', '\n', '＝');
    fc.assert(
      fc.property(beginning, beginning, fc.string({ unit: 'binary' }), (a, b, rest) => {
        const text = a + b + rest;
        expect(asItWas(safeText(text))).toBe(text);
        expect(safeText(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
      }),
    );
  });
});
