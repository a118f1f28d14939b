/** scan: every row in exactly one shard, whatever the manifest's size and the shard's. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import {
  limits,
  type ManifestReference,
  type ManifestRow,
  type ObjectStore,
  type ShardIndex,
  type ShardRange,
} from '@camfleet/contracts';
import { openShardRanges, readShardRows } from '@camfleet/results';
import { collectGarbage } from '@camfleet/runtime';
import { createSources, type Sources, trustedAccess } from '@camfleet/sources';
import { openStore, s3PrefixLister } from '@camfleet/storage';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { splitRecords } from '../../../packages/sources/src/split-records.js';
import { createBucket } from '../../../test/support/create-bucket.js';
import { runRequest } from '../../../test/support/run-request.js';
import { normaliseLine } from '../src/normalise-row.js';
import { readManifest } from '../src/read-manifest.js';
import { scan } from '../src/scan.js';
import { shardRowsFor } from '../src/shard-rows-for.js';
import { createShardTable } from '../src/shard-table.js';

let folder = '';
let sources: Sources;
const signal = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camfleet-test-'));
  sources = createSources({ s3: null, access: trustedAccess });
});
afterAll(async () => {
  await sources.close();
  await rm(folder, { recursive: true, force: true });
});

const requestOf = (source: string, shardRows: number | null) =>
  runRequest('scan', { manifest: { kind: 'jsonl', source, base: `${folder}/` }, shardRows });

async function scanRows(count: number, shardRows: number | null, slots = 2) {
  const source = join(folder, 'rows.jsonl');
  await writeFile(
    source,
    Array.from({ length: count }, (_, i) => `{"uri":"${i}.jpg","label":${i % 9}}\n`).join(''),
  );
  const store = memoryStore();
  return { store, index: await scan(store, sources, requestOf(source, shardRows), slots, signal) };
}

async function rangesOf(store: ObjectStore, index: ShardIndex): Promise<ShardRange[]> {
  const ranges = openShardRanges(store, index);
  return await Promise.all(Array.from({ length: index.shards }, (_, shard) => ranges.range(shard)));
}

describe('scan', () => {
  it('puts every row into exactly one shard, in order (invariant 1)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.option(fc.integer({ min: 1, max: 70 })),
        async (count, shardRows) => {
          const { store, index } = await scanRows(count, shardRows);
          const rows = [];
          const ranges = await rangesOf(store, index);
          for (const range of ranges) rows.push(...(await readShardRows(store, 'scan', range)));
          expect(rows.map(({ index: place, uri }) => [place, uri])).toEqual(
            Array.from({ length: count }, (_, i) => [i, `${i}.jpg`]),
          );
          expect(index).toMatchObject({ rows: count, wanted: 1 });
          if (shardRows !== null) expect(ranges.every(({ rows }) => rows <= shardRows)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps the shards that were cut first when it is done again', async () => {
    const { store, index } = await scanRows(200, null, 1);
    const request = requestOf(join(folder, 'rows.jsonl'), null);
    expect(await scan(store, sources, request, 50, signal)).toEqual(index);
  });

  it('refuses a manifest without rows, and one that changes while it is read', async () => {
    await writeFile(join(folder, 'empty.jsonl'), '\n\n');
    await expect(
      scan(memoryStore(), sources, requestOf(join(folder, 'empty.jsonl'), null), 1, signal),
    ).rejects.toMatchObject({ code: 'manifest-empty' });

    const source = join(folder, 'changing.jsonl');
    await writeFile(source, '{"uri":"a.jpg"}\n');
    const changing: Sources = {
      ...sources,
      openLines: async function* (address, abort) {
        yield* sources.openLines(address, abort);
        await writeFile(source, '{"uri":"a.jpg"}\n{"uri":"b.jpg"}\n');
      },
    };
    const store = memoryStore();
    await expect(scan(store, changing, requestOf(source, null), 1, signal)).rejects.toMatchObject({
      code: 'manifest-changed',
    });
    expect(store.objects.has('runs/scan/manifest/index.json')).toBe(false);
  });
});

describe('manifests of every kind', () => {
  const rows = [
    { uri: 'a "quoted", b.jpg', label: 3, boxes: [[1, 2, 3, 4]] },
    { uri: 'two\nlines.jpg', id: 'x', labels: ['cat', 'dog'] },
    { uri: 'é.jpg', label: 'cat' },
    { uri: '' },
  ];
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const csv = [
    'uri,note,id,label,labels,boxes',
    ...rows.map((row) =>
      [
        quoted(row.uri),
        'x',
        row.id ?? '',
        row.label ?? '',
        row.labels === undefined ? '' : quoted(JSON.stringify(row.labels)),
        row.boxes === undefined ? '' : quoted(JSON.stringify(row.boxes)),
      ].join(),
    ),
  ].join('\r\n');
  const jsonl = rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  async function rowsOf(kind: ManifestReference['kind'], source: string): Promise<ManifestRow[]> {
    const request = { ...requestOf(source, 2), manifest: { kind, source, base: `${folder}/` } };
    const read: ManifestRow[] = [];
    for await (const row of readManifest(sources, request, signal)) read.push(row);
    return read;
  }

  async function written(name: string, bytes: string | Uint8Array): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  }

  it('give the same rows: JSONL and CSV, plain and gzip, and Parquet from a foreign writer', async () => {
    const expected = await rowsOf('jsonl', await written('kinds.jsonl', jsonl));
    expect(expected.map(({ uri, labels }) => [uri, labels])).toEqual([
      ['a "quoted", b.jpg', [3]],
      ['two\nlines.jpg', ['cat', 'dog']],
      ['é.jpg', ['cat']],
      ['', undefined],
    ]);
    expect(await rowsOf('jsonl', await written('kinds.jsonl.gz', gzipSync(jsonl)))).toEqual(expected);
    expect(await rowsOf('csv', await written('kinds.csv', csv))).toEqual(expected);
    expect(await rowsOf('csv', await written('kinds.csv.gz', gzipSync(`\u{feff}${csv}\n`)))).toEqual(
      expected,
    );

    // A column of Parquet has one type: labels are names here.
    const names = rows.map(({ label, ...row }) => ({
      ...row,
      ...(label === undefined ? {} : { label: `${label}` }),
    }));
    const table = await written('names.jsonl', names.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const parquet = join(folder, 'names.parquet');
    await connection.run(`copy (select * from read_json('${table}')) to '${parquet}' (format parquet)`);
    connection.closeSync();
    expect(await rowsOf('parquet', parquet)).toEqual(await rowsOf('jsonl', table));
  });

  it('take a CSV file apart however its bytes arrive', async () => {
    const bytes = Buffer.from(csv);
    const expected = await rowsOf('csv', await written('whole.csv', csv));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (size) => {
        const pieces = async function* () {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        };
        const read: ManifestRow[] = [];
        const split: Sources = { ...sources, openRecords: () => splitRecords(pieces(), 1_000) };
        const request = {
          ...requestOf('x.csv', 2),
          manifest: { kind: 'csv' as const, source: 'x.csv', base: '/' },
        };
        for await (const row of readManifest(split, request, signal)) read.push(row);
        expect(read).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('are read with full collections in between, since short ids outlive all others', async () => {
    const many: Sources = {
      ...sources,
      openLines: async function* () {
        for (let number = 1; number <= 250_001; number++) yield { line: '{"uri":"0000.jpg"}', number };
      },
    };
    const old = aged();
    // What was looked at in a turn of the loop is kept to its end.
    await setImmediate();
    let read = 0;
    for await (const _ of readManifest(many, requestOf('many.jsonl', null), signal)) read += 1;
    expect(read).toBe(250_001);
    expect(old.deref()).toBeUndefined();
  });

  it.skipIf(inject('s3') === null)(
    'are the pictures under a prefix of S3, in order, and no others',
    async () => {
      const s3 = inject('s3')!;
      const bucket = `prefix-${Date.now()}`;
      await createBucket(s3, bucket);
      const store = await openStore(`s3://${bucket}`, { s3 });
      for (const key of ['photos/b.JPG', 'photos/a/1.png', 'photos/notes.txt', 'photosets/c.jpg']) {
        await store.put(key, Buffer.from('x'));
      }
      await store.close();
      const listing = createSources({ s3: null, listS3: s3PrefixLister(s3), access: trustedAccess });
      const source = `s3://${bucket}/photos/`;
      const request = requestOf(source, null);
      const read: string[] = [];
      const manifest = { kind: 's3-prefix' as const, source, base: source };
      for await (const { uri } of readManifest(listing, { ...request, manifest }, signal)) read.push(uri);
      expect(read).toEqual(['a/1.png', 'b.JPG']);
      await listing.close();
    },
  );

  it('is the picture itself where one is named', async () => {
    const uri = 'https://example.org/a.jpg?size=2';
    expect(await rowsOf('picture', uri)).toEqual([{ index: 0, uri, id: uri }]);
  });

  it('say what is wrong: no column "uri", a broken archive, no Parquet', async () => {
    const refused = async (kind: ManifestReference['kind'], source: string) =>
      expect(rowsOf(kind, source)).rejects.toMatchObject({ code: 'manifest-unreadable' });
    await refused('csv', await written('no-uri.csv', 'path,label\na.jpg,1\n'));
    await refused('jsonl', await written('broken.jsonl.gz', gzipSync(jsonl).subarray(0, 40)));
    await refused('parquet', await written('no.parquet', 'this is no Parquet file'));
  });
});

describe('shards', () => {
  it('are whole batches, enough for every slot, and never larger than the limit', () => {
    expect(shardRowsFor(300, 2)).toBe(32);
    expect(shardRowsFor(5, 2)).toBe(limits.shardPieceRows);
    expect(shardRowsFor(10_000_000, 16)).toBe(limits.shardRowsMax);
  });

  it('never cross a block', () => {
    const piece = (block: number, offset: number) => ({ block, offset, bytes: 10, rows: 16 });
    const pieces = createShardTable();
    for (const place of [piece(0, 0), piece(0, 10), piece(1, 0)]) pieces.push(place);
    expect(pieces.join(64).page(0, 9)).toEqual({
      block: [0, 1],
      offset: [0, 0],
      bytes: [20, 10],
      rows: [32, 16],
    });
  });
});

describe('normaliseLine', () => {
  it('turns every way to write boxes into half-open corners', () => {
    const boxesOf = (row: object) =>
      normaliseLine(JSON.stringify({ uri: 'a', label: 1, ...row }), 0, 'xyxy').boxes;
    expect(boxesOf({ boxes: [[1, 2, 3, 4]] })).toEqual([{ box: [1, 2, 3, 4] }]);
    expect(boxesOf({ boxes: [[1, 2, 3, 4]], boxFormat: 'xywh' })).toEqual([{ box: [1, 2, 4, 6] }]);
    expect(boxesOf({ boxes: [[1, 2, 3, 4]], boxFormat: 'voc' })).toEqual([{ box: [0, 1, 3, 4] }]);
  });

  it('takes labels from everywhere, once', () => {
    const row = { uri: 'a', label: 1, labels: [2, 1], boxes: [{ box: [0, 0, 1, 1], label: 'cat' }] };
    expect(normaliseLine(JSON.stringify(row), 0, 'xyxy').labels).toEqual([1, 2, 'cat']);
  });

  it('takes numbers for ids, and leaves out boxes whose format it does not know', () => {
    const row = normaliseLine(
      JSON.stringify({ uri: 'a', id: 42, label: 1, boxes: [[1, 2, 3, 4]], boxFormat: 'xyhw' }),
      0,
      'xyxy',
    );
    expect(row).toMatchObject({ id: '42', labels: [1], warnings: [expect.stringMatching(/boxFormat/)] });
    expect(row.boxes).toBeUndefined();
    expect(normaliseLine('{"uri":"a","id":null}', 0, 'xyxy').id).toBe('a');
  });

  it('says where boxes have no label to be judged by', () => {
    const row = normaliseLine('{"uri":"a","boxes":[[1,2,3,4]]}', 0, 'xyxy');
    expect(row.warnings).toEqual([expect.stringMatching(/^truth-unlabelled/)]);
  });

  it('never throws, whatever the line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(null)), (line) => {
        const row = normaliseLine(line, 7, 'xyxy');
        expect(row.index).toBe(7);
      }),
    );
  });
});

/** An object that nobody holds, and that only a full collection takes: it has outlived two. */
function aged(): WeakRef<object> {
  const held = { old: true };
  collectGarbage();
  collectGarbage();
  return new WeakRef(held);
}
