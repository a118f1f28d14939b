/** Parts are ordinary Parquet: DuckDB and Arrow read every column. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '@camfleet/contracts';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePart } from '../src/write-part.js';
import { usualOutcomes } from './some-outcomes.js';

const specials = [0x7c00, 0xfc00, 0x0001, 0x8000, 0x7bff, 0x3c00];
const outcomes: Outcome[] = usualOutcomes(40).map((row) =>
  row.outcome === 'ok' ? { ...row, maps: Uint16Array.from(row.maps, (half, i) => specials[i] ?? half) } : row,
);
outcomes.push({ index: 40, uri: 'last.jpg', id: 'last', outcome: 'skipped', warnings: ['box-outside', 'ü'] });
const bytes = writePart(outcomes);

/** What any reader should see of an outcome. */
function expectedRow(row: Outcome) {
  const ok = row.outcome === 'ok' ? row : null;
  const error = row.outcome === 'failed' ? row.error : null;
  return {
    index: row.index,
    uri: row.uri,
    id: row.id,
    outcome: row.outcome,
    error_code: error?.code ?? null,
    error_stage: error?.stage ?? null,
    error_message: error?.message ?? null,
    width: ok?.width ?? null,
    height: ok?.height ?? null,
    classes: ok?.classes ?? null,
    scores: ok?.scores ?? null,
    boxes: ok?.boxes ?? null,
    guess_classes: ok?.guesses.map(({ label }) => label) ?? null,
    guess_boxes: ok?.guesses.map(({ box }) => box) ?? null,
    policy: ok?.policy ?? null,
    map_shape: ok ? [6, 7, 7] : null,
    maps: ok ? mapBytes(ok.maps) : null,
    warnings: row.warnings,
  };
}

/** What a numeric library takes as half floats, least significant byte first. */
function mapBytes(maps: Uint16Array): number[] {
  return Array.from(maps).flatMap((half) => [half & 0xff, half >> 8]);
}

const folder = mkdtempSync(join(tmpdir(), 'camfleet-part-'));
const file = join(folder, 'part.parquet');
beforeAll(() => writeFileSync(file, bytes));
afterAll(() => rmSync(folder, { recursive: true }));

test('DuckDB', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const all = await connection.runAndReadAll(`select * from '${file}' order by index`);
    const rows = all.getRowObjectsJS().map((row) => ({
      ...row,
      index: Number(row.index),
      maps: row.maps instanceof Uint8Array ? Array.from(row.maps) : null,
    }));
    expect(rows).toEqual(outcomes.map(expectedRow));
    const sql = `select count(*) filter (outcome = 'ok'), max(octet_length(maps)), sum(boxes[1][4])::int, max(warnings[2])
                 from '${file}'`;
    const [summary] = (await connection.runAndReadAll(sql)).getRowsJS();
    const boxes = outcomes.reduce((sum, row) => sum + (row.outcome === 'ok' ? row.boxes[0]![3] : 0), 0);
    expect(summary).toEqual([
      BigInt(outcomes.filter((row) => row.outcome === 'ok').length),
      588n,
      boxes,
      'ü',
    ]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});

test('Arrow', () => {
  const table = tableFromIPC(readParquet(bytes).intoIPCStream());
  expect(String(table.schema.fields.find(({ name }) => name === 'maps')?.type)).toBe('Binary');
  const rows = table.toArray().map((row) => plain(row?.toJSON()));
  expect(rows).toEqual(outcomes.map(expectedRow));
});

/** Arrow's vectors and big integers as plain values. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value !== 'object') return value;
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, plain);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}
