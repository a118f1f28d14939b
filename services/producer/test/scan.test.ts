/** scan: every row in exactly one shard, whatever the manifest's size and the shard's. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPolicy } from '@camfleet/cam';
import { limits, type RunRequest } from '@camfleet/contracts';
import { readShardRows } from '@camfleet/results';
import { createSources, type Sources, trustedAccess } from '@camfleet/sources';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { cutShards, shardRowsFor } from '../src/cut-shards.js';
import { normaliseLine } from '../src/normalise-row.js';
import { scan } from '../src/scan.js';

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

const requestOf = (source: string, shardRows: number | null): RunRequest => ({
  run: 'scan',
  createdAt: '',
  build: '',
  manifest: { kind: 'jsonl', source, base: `${folder}/` },
  model: { name: 'm', version: 'v', digest: 's', topK: 5, classes: 1000 },
  parent: null,
  parameters: {
    policy: findPolicy('paper-20')!,
    boxFormat: 'xyxy',
    classifyOnly: false,
    exif: 'apply',
    colour: 'managed',
    shardRows,
  },
});

async function scanRows(count: number, shardRows: number | null, slots = 2) {
  const source = join(folder, 'rows.jsonl');
  await writeFile(
    source,
    Array.from({ length: count }, (_, i) => `{"uri":"${i}.jpg","label":${i % 9}}\n`).join(''),
  );
  const store = memoryStore();
  return { store, index: await scan(store, sources, requestOf(source, shardRows), slots, signal) };
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
          for (const range of index.shards) rows.push(...(await readShardRows(store, 'scan', range)));
          expect(rows.map(({ index: place, uri }) => [place, uri])).toEqual(
            Array.from({ length: count }, (_, i) => [i, `${i}.jpg`]),
          );
          expect(index).toMatchObject({ rows: count, wanted: 1 });
          if (shardRows !== null) expect(index.shards.every(({ rows }) => rows <= shardRows)).toBe(true);
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

describe('shards', () => {
  it('are whole batches, enough for every slot, and never larger than the limit', () => {
    expect(shardRowsFor(300, 2)).toBe(32);
    expect(shardRowsFor(5, 2)).toBe(limits.shardPieceRows);
    expect(shardRowsFor(10_000_000, 16)).toBe(limits.shardRowsMax);
  });

  it('never cross a block', () => {
    const piece = (block: number, offset: number) => ({ block, offset, bytes: 10, rows: 16 });
    expect(cutShards([piece(0, 0), piece(0, 10), piece(1, 0)], 64)).toEqual([
      { block: 0, offset: 0, bytes: 20, rows: 32 },
      { block: 1, offset: 0, bytes: 10, rows: 16 },
    ]);
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
