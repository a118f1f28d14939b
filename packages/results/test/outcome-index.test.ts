/** The outcome index: what it says is what the parts and the manifest say, however it came about. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CommitRecord,
  type ModelDescription,
  type Outcome,
  outcomeKinds,
  type RowOrder,
  rowOrders,
  runKeys,
  shownOutcomeSchema,
} from '@camfleet/contracts';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommit } from '../src/commits.js';
import { indexOutcomes, indexPage } from '../src/outcome-index/index-outcomes.js';
import { matchText } from '../src/outcome-index/match-text.js';
import { mergeTables, rowOfIndex } from '../src/outcome-index/merge-tables.js';
import { numbersNeverBegun, rowsNeverBegun } from '../src/outcome-index/never-begun.js';
import { loadOutcomeTable, type OutcomeTable } from '../src/outcome-index/outcome-table.js';
import { readRows } from '../src/outcome-index/read-rows.js';
import { segmentWriter } from '../src/outcome-index/row-segments.js';
import { type RowFilter, selectRows } from '../src/outcome-index/select-rows.js';
import { showOutcome } from '../src/outcome-index/show-outcome.js';
import { openShardRanges, readShardIndex } from '../src/shard-index.js';
import { request, storeRun } from './export/stored-run.js';
import { type MemoryStore, memoryStore } from './memory-store.js';
import { usualOutcomes } from './some-outcomes.js';

const model = { name: 'small', classes: 1_000, classIds: null, classNames: null } as ModelDescription;
const { run } = request;
const { signal } = new AbortController();
const rows = 23;
const outcomes: Outcome[] = usualOutcomes(rows);
const truths = outcomes.map((_, i) => ({ labels: [i % 1_000], boxes: [{ box: [0, 0, 200, 300] as const }] }));
const shards = Math.ceil(rows / 5);

async function indexedRun() {
  const store = memoryStore();
  await storeRun(
    store,
    outcomes,
    truths.map(({ labels, boxes }) => ({ labels, boxes: boxes.map(({ box }) => ({ box: [...box] })) })),
  );
  const head = (await indexOutcomes(store, request, { model, shards, signal }))!;
  return { store, head, table: await loadOutcomeTable(store, run, head, new Int32Array()) };
}

async function scanned(store: MemoryStore) {
  const index = (await readShardIndex(store, run))!;
  return { index, ranges: openShardRanges(store, index) };
}

/** Cancelled when three of its five shards were done. */
async function cancelledRun(some: readonly Outcome[]) {
  const store = memoryStore();
  await storeRun(store, some);
  const head = (await indexOutcomes(store, request, { model, shards: 3, signal }))!;
  const numbers = await numbersNeverBegun(store, run, head, signal);
  return { store, table: await loadOutcomeTable(store, run, head, numbers) };
}

function written(store: MemoryStore): Map<string, string> {
  return new Map(
    [...store.objects]
      .filter(([key]) => key.includes('outcomes-v1'))
      .map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]),
  );
}

describe('the outcome index', () => {
  it('holds every row with its maps, as part and manifest have it', async () => {
    const { store, head, table } = await indexedRun();
    expect(head).toMatchObject({ rows, shards, pages: 1 });
    const found = await readRows(
      store,
      table,
      Uint32Array.from({ length: rows }, (_, i) => i),
      { maps: true, signal },
    );
    for (const [i, { shown, maps }] of found.entries()) {
      const outcome = outcomes[i]!;
      const { uri, id, index } = outcome;
      const row = {
        uri,
        id,
        index,
        labels: truths[i]!.labels,
        boxes: [{ box: [0, 0, 200, 300] as [number, number, number, number] }],
      };
      const own = showOutcome(outcome, row, model);
      expect(shown).toEqual(own);
      // It is written without a look at the schema, which puts fields in order.
      expect(JSON.stringify(own)).toBe(JSON.stringify(shownOutcomeSchema.parse(own)));
      const halves = outcome.outcome === 'ok' ? outcome.maps : new Uint16Array();
      expect(Buffer.from(maps!)).toEqual(Buffer.from(halves.buffer));
    }
    // Row 1: the true class is its first, whose box is [0, 1, 200, 301].
    expect(found[1]!.shown.iou).toBeCloseTo((200 * 299) / (200 * 301), 6);
    expect(found[3]!.shown).toMatchObject({
      outcome: 'failed',
      error: { code: 'image-truncated' },
      iou: null,
    });
  });

  it('is the same to the byte where it was cut off and gone on with', async () => {
    const { store } = await indexedRun();
    const whole = written(store);
    for (const missing of whole.keys()) {
      store.objects.delete(missing);
      store.objects.delete(runKeys(run).outcomePage(0));
      store.objects.delete(runKeys(run).outcomeIndex);
      await indexOutcomes(store, request, { model, shards, signal });
      expect(written(store)).toEqual(whole);
    }
  });

  it('is the same to the byte where a page was written ahead, from records at hand', async () => {
    const { store } = await indexedRun();
    const whole = written(store);
    const records = new Map<number, CommitRecord>();
    for (let shard = 0; shard < shards; shard++) records.set(shard, (await readCommit(store, run, shard))!);
    for (const key of whole.keys()) store.objects.delete(key);
    for (const shard of records.keys()) store.objects.delete(runKeys(run).commit(shard));
    const recordOf = (shard: number) => records.get(shard);
    await indexPage(store, request, await scanned(store), 0, { model, recordOf, signal });
    // No record is there to be read.
    await indexOutcomes(store, request, { model, shards, signal });
    expect(written(store)).toEqual(whole);
  });

  it('leaves out of a page that was written ahead what does not count of a cancelled run', async () => {
    const store = memoryStore();
    await storeRun(store, outcomes);
    await indexPage(store, request, await scanned(store), 0, { model, signal });
    await indexOutcomes(store, request, { model, shards: 3, signal });
    expect(written(store)).toEqual(written((await cancelledRun(outcomes)).store));
  });

  it('takes no page and no index for whole that was written of fewer shards, by who ended before the summary was there', async () => {
    const whole = memoryStore();
    await storeRun(whole, outcomes);
    await indexOutcomes(whole, request, { model, shards, signal });
    for (const isHeadThere of [false, true]) {
      const { store } = await cancelledRun(outcomes);
      if (!isHeadThere) store.objects.delete(runKeys(run).outcomeIndex);
      await indexOutcomes(store, request, { model, shards, signal });
      expect(written(store)).toEqual(written(whole));
    }
  });

  it('leaves out the shards of a cancelled run that were never begun', async () => {
    const store = memoryStore();
    await storeRun(store, outcomes);
    store.objects.delete(runKeys(run).commit(4));
    expect(await indexOutcomes(store, request, { model, shards: 4, signal })).toMatchObject({ rows: 20 });
  });

  it('has rows that were never begun from the manifest, from the first of them on', async () => {
    const { store, table } = await cancelledRun(outcomes);
    expect(Array.from(table.index)).toEqual([...Array(rows).keys()]);
    const found = await readRows(store, table, [22, 3, 17, 22], { maps: false, signal });
    expect(found.map(({ shown }) => [shown.index, shown.uri])).toEqual(
      [22, 3, 17, 22].map((i) => [i, outcomes[i]!.uri]),
    );
    expect(found[2]!.shown.outcome).toBe('skipped');
    const mask = await matchText(store, table, 'image-1', signal);
    expect(Array.from(selectRows(table, { mask }, 'index', false))).toEqual([
      1,
      ...Array.from({ length: 10 }, (_, i) => i + 10),
    ]);
    const asked: number[] = [];
    const isWanted = (to: number) => asked.push(to) > 1;
    const shown = [];
    for await (const { from } of rowsNeverBegun(store, run, { rows: 15, shards: 3 }, signal, isWanted))
      shown.push(from);
    expect([asked, shown]).toEqual([[20, 23], [20]]);
  });

  it('numbers rows that were never begun as the manifest does', async () => {
    const some = outcomes.map((outcome) => ({ ...outcome, index: 2 * outcome.index + 1 }));
    const { store, table } = await cancelledRun(some);
    expect(Array.from(table.index)).toEqual(some.map(({ index }) => index));
    const [last] = await readRows(store, table, [20], { maps: false, signal });
    expect(last!.shown).toMatchObject({ index: 41, outcome: 'skipped' });
  });

  it('is read no further once that is aborted', async () => {
    const { store, table } = await cancelledRun(outcomes);
    const aborted = AbortSignal.abort();
    const refused = { name: 'AbortError' };
    await expect(matchText(store, table, 'image', aborted)).rejects.toMatchObject(refused);
    await expect(readRows(store, table, [20], { maps: false, signal: aborted })).rejects.toMatchObject(
      refused,
    );
  });

  it('names the part that is damaged', async () => {
    const store = memoryStore();
    await storeRun(store, outcomes);
    const key = [...store.objects.keys()].find((name) => name.includes('/parts/'))!;
    store.objects.set(key, Uint8Array.of(1));
    await expect(indexOutcomes(store, request, { model, shards, signal })).rejects.toMatchObject({
      code: 'object-damaged',
      message: expect.stringContaining(key) as string,
    });
  });

  it('selects as a comparison of every row would', async () => {
    const { table } = await indexedRun();
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
    const filter = fc.record({
      outcome: fc.option(fc.constantFrom(...outcomeKinds), { nil: undefined }),
      top: fc.option(fc.nat(25), { nil: undefined }),
      label: fc.option(fc.nat(25), { nil: undefined }),
      scoreMin: share,
      scoreMax: share,
      iouMin: share,
      iouMax: share,
    });
    fc.assert(
      fc.property(filter, fc.constantFrom(...rowOrders), fc.boolean(), (asked, order, backwards) => {
        const found = Array.from(selectRows(table, asked, order, backwards));
        expect(found).toEqual(selected(table, asked, order, backwards));
      }),
    );
  });

  it('finds rows by a part of their address or id', async () => {
    const { store, table } = await indexedRun();
    const mask = await matchText(store, table, 'IMAGE-7', signal);
    expect(Array.from(selectRows(table, { mask }, 'index', false))).toEqual([7]);
    expect(rowOfIndex(table, 22)).toBe(22);
    expect(rowOfIndex(table, 23)).toBeNull();
  });

  it('has each row as its last attempt has it', async () => {
    const { table } = await indexedRun();
    const failed = selectRows(table, { outcome: 'failed' }, 'index', false);
    const again = { ...pick(table, failed), runs: ['again'] };
    again.kind[0] = outcomeKinds.indexOf('ok');
    again.iou[0] = 0.25;
    again.kind[1] = outcomeKinds.indexOf('skipped');
    const merged = mergeTables(table, [again]);
    expect(merged.runs).toEqual([run, 'again']);
    expect([merged.kind[failed[0]!], merged.iou[failed[0]!], merged.source[failed[0]!]]).toEqual([
      0, 0.25, 1,
    ]);
    expect([merged.kind[failed[1]!], merged.source[failed[1]!]]).toEqual([outcomeKinds.indexOf('failed'), 0]);
    expect(table.source[failed[0]!]).toBe(0);
  });

  it('is ordinary Parquet to DuckDB', async () => {
    const { store, table } = await indexedRun();
    const folder = mkdtempSync(join(tmpdir(), 'camfleet-index-'));
    const file = join(folder, 'page.parquet');
    writeFileSync(file, store.objects.get(runKeys(run).outcomeColumns(0))!);
    const connection = await (await DuckDBInstance.create()).connect();
    const answer = await connection.runAndReadAll(
      `select "index", labels[1] as first_label, iou from '${file}' where outcome = 'ok' order by iou, "index" limit 3`,
    );
    connection.closeSync();
    rmSync(folder, { recursive: true });
    const worst = Array.from(selectRows(table, { outcome: 'ok' }, 'iou', false)).slice(0, 3);
    expect(answer.getRowObjects().map((row) => row.index)).toEqual(worst);
  });

  it('cuts rows into objects of a size', async () => {
    const segments: number[] = [];
    const writer = segmentWriter(2_000, async (_, bytes) => void segments.push(bytes.length));
    const shown = showOutcome(outcomes[3]!, null, model);
    const places = [];
    for (let i = 0; i < 12; i++) places.push(await writer.add(shown, new Uint8Array(100)));
    expect(await writer.close()).toBe(segments.length);
    expect(segments.length).toBeGreaterThan(1);
    expect(Math.max(...segments)).toBeLessThanOrEqual(2_000);
    expect(places.at(-1)).toMatchObject({ segment: segments.length - 1 });
  });
});

/** The definition, row by row. */
function selected(table: OutcomeTable, filter: RowFilter, order: RowOrder, backwards: boolean): number[] {
  const inside = (value: number, least = -1, most = 2) =>
    value >= Math.fround(least) && value <= Math.fround(most);
  const has = (least?: number, most?: number) => least !== undefined || most !== undefined;
  const fitting = Array.from({ length: table.rows }, (_, row) => row).filter((row) => {
    const { outcome, top, label, scoreMin, scoreMax, iouMin, iouMax } = filter;
    const labels = table.labels.subarray(table.labelStart[row], table.labelStart[row + 1]);
    if (outcome !== undefined && outcomeKinds[table.kind[row]!] !== outcome) return false;
    if (top !== undefined && table.top[row] !== top) return false;
    if (label !== undefined && !labels.includes(label)) return false;
    if (has(scoreMin, scoreMax) && !inside(table.score[row]!, scoreMin, scoreMax)) return false;
    return !has(iouMin, iouMax) || inside(table.iou[row]!, iouMin, iouMax);
  });
  if (order === 'index') return backwards ? fitting.reverse() : fitting;
  const keys = { iou: table.iou, score: table.score, class: table.top }[order];
  const known = fitting.filter((row) => !Number.isNaN(keys[row]) && keys[row] !== -1);
  const sorted = known.toSorted((a, b) => (backwards ? -1 : 1) * (keys[a]! - keys[b]!) || a - b);
  return [...sorted, ...fitting.filter((row) => !known.includes(row))];
}

/** The table of these rows alone. */
function pick(table: OutcomeTable, rows: Uint32Array): OutcomeTable {
  const floats = (column: Float32Array) => Float32Array.from(rows, (row) => column[row]!);
  const ints = (column: ArrayLike<number>) => Array.from(rows, (row) => column[row]!);
  return {
    ...table,
    rows: rows.length,
    index: Int32Array.from(ints(table.index)),
    kind: Uint8Array.from(ints(table.kind)),
    code: Uint8Array.from(ints(table.code)),
    top: Int32Array.from(ints(table.top)),
    score: floats(table.score),
    iou: floats(table.iou),
  };
}
