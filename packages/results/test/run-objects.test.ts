/** run.json, the manifest's index and blocks: written once, checked when they are read. */
import { findPolicy } from '@camfleet/cam';
import { limits, type ManifestRow, type RunRequest, runKeys, type ShardIndex } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import { runRequest } from '../../../test/support/run-request.js';
import { createRun, readRun } from '../src/runs.js';
import { openShardRanges, readShardIndex, writeShardIndex, writeShardPage } from '../src/shard-index.js';
import { readShardRows } from '../src/shard-rows.js';
import { memoryStore } from './memory-store.js';

const request = runRequest('r1');

test('a run is read as it was created', async () => {
  const store = memoryStore();
  expect(await createRun(store, request)).toEqual(request);
  expect(await readRun(store, 'r1')).toEqual(request);
});

test('the same value is the same bytes, whatever the order of its keys', async () => {
  const [a, b] = [memoryStore(), memoryStore()];
  await createRun(a, request);
  await createRun(b, Object.fromEntries(Object.entries(request).toReversed()) as RunRequest);
  expect(b.objects).toEqual(a.objects);
  expect(new TextDecoder().decode(a.objects.get(runKeys('r1').run))).toMatch(/^\{"run":"r1",.*\}\n$/);
});

test('the same submission twice is one run, and the first time stands', async () => {
  const store = memoryStore();
  await createRun(store, request);
  expect(await createRun(store, { ...request, createdAt: '2027-01-01T00:00:00.000Z' })).toEqual(request);
});

test('run-conflict: the id is taken by a different request', async () => {
  const store = memoryStore();
  await createRun(store, request);
  const other = { ...request, parameters: { ...request.parameters, policy: findPolicy('wsol-v1')! } };
  await expect(createRun(store, other)).rejects.toMatchObject({ code: 'run-conflict' });
});

test('run-unknown says what to check', async () => {
  await expect(readRun(memoryStore(), 'r1')).rejects.toMatchObject({
    code: 'run-unknown',
    message: 'There is no run r1 in memory:: check its name and --store.',
  });
});

test('a damaged run.json is named', async () => {
  const store = memoryStore();
  await store.put(runKeys('r1').run, new TextEncoder().encode('{"run":'));
  await expect(readRun(store, 'r1')).rejects.toThrow('runs/r1/run.json is damaged');
});

const rows: ManifestRow[] = [
  { index: 0, uri: 'a.jpg', id: 'a', labels: [1] },
  { index: 1, uri: 'é.jpg', id: 'é' },
  { index: 2, uri: '', id: '2', error: 'no uri' },
];
const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
const [first, second] = lines.map((line) => Buffer.byteLength(line)) as [number, number, number];
const block = new TextEncoder().encode(lines.join(''));

test('the index of a run that is not scanned is null', async () => {
  const store = memoryStore();
  expect(await readShardIndex(store, 'r1')).toBeNull();
  const index: ShardIndex = {
    rows: 3,
    shards: limits.shardPageShards + 1,
    shardRows: 2,
    wanted: 1,
    source: { bytes: 9 },
    pagesOf: 'r1',
  };
  await writeShardIndex(store, 'r1', index);
  expect(await readShardIndex(store, 'r1')).toEqual(index);
  // The shard after a full page is the first of the next one.
  const page = { block: [4], offset: [0], bytes: [first + second], rows: [2] };
  await writeShardPage(store, 'r1', 2, 1, page);
  const ranges = openShardRanges(store, index);
  expect(await ranges.range(limits.shardPageShards)).toEqual({
    block: 4,
    offset: 0,
    bytes: first + second,
    rows: 2,
  });
  await expect(ranges.range(0)).rejects.toThrow('shards-2/00000000.json is damaged: it is not there');
});

test('the rows of a shard are a byte range of a block', async () => {
  const store = memoryStore();
  await store.put(runKeys('r1').block(4), block);
  const all = { block: 4, offset: 0, bytes: block.length, rows: 3 };
  expect(await readShardRows(store, 'r1', all)).toEqual(rows);
  const tail = { block: 4, offset: first, bytes: block.length - first, rows: 2 };
  expect(await readShardRows(store, 'r1', tail)).toEqual(rows.slice(1));
});

test.each([
  ['is not there', { block: 5, offset: 0, bytes: block.length, rows: 3 }],
  ['bytes from byte 0 on where', { block: 4, offset: 0, bytes: block.length + 1, rows: 3 }],
  ['3 rows from byte 0 on where 2 are expected', { block: 4, offset: 0, bytes: block.length, rows: 2 }],
  ['ends inside a row', { block: 4, offset: 0, bytes: block.length - 1, rows: 3 }],
  ['no normalised row', { block: 4, offset: 3, bytes: block.length - 3, rows: 3 }],
])('a range that does not fit its block: %s', async (message, range) => {
  const store = memoryStore();
  await store.put(runKeys('r1').block(4), block);
  await expect(readShardRows(store, 'r1', range)).rejects.toThrow(message);
});
