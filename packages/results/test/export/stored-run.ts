/** A complete run of given outcomes in a store, for the tests of exports. */
import type { ManifestRow, ModelDescription, ObjectStore, Outcome } from '@camfleet/contracts';
import { runKeys } from '@camfleet/contracts';
import { runRequest } from '../../../../test/support/run-request.js';
import { commitShard } from '../../src/commits.js';
import type { DocumentFormat, ExportSource } from '../../src/export/export-format.js';
import { type ExportChoice, openExport } from '../../src/export/open-export.js';
import { putPart } from '../../src/parts.js';
import { writeShardIndex, writeShardPage } from '../../src/shard-index.js';
import { writePart } from '../../src/write-part.js';
import { memoryStore } from '../memory-store.js';

export const request = runRequest('20260131-120000-abc123', {
  model: { name: 'small', version: '0123456789ab', digest: '', topK: 5, classes: 1_000 },
});

/** Names that every format has trouble with, two of them alike. */
const classNames = [
  ...['cat', 'crane', 'dog & "co", <x>', 'crane', '=SUM(1)', 'yes', "it's: #1 - [a]", '猫'],
  ...Array.from({ length: 992 }, (_, i) => `n${i}`),
];

export const modelOf = (classes: number, names: readonly string[] | null): ModelDescription =>
  ({ name: 'small', classes, classIds: null, classNames: names }) as unknown as ModelDescription;

const shardRows = 5;

/** Commits the outcomes, five a shard, the rows of the manifest beside them. */
export async function storeRun(
  store: ObjectStore,
  outcomes: readonly Outcome[],
  truths: readonly Pick<ManifestRow, 'labels' | 'boxes'>[] = [],
): Promise<void> {
  const { run } = request;
  const lines = outcomes.map(({ index, uri, id }, i) =>
    Buffer.from(`${JSON.stringify({ index, uri, id, ...truths[i] })}\n`),
  );
  await store.put(runKeys(run).block(0), Buffer.concat(lines));
  const starts = Array.from(
    { length: Math.ceil(outcomes.length / shardRows) },
    (_, shard) => shard * shardRows,
  );
  const bytesOf = (some: readonly Buffer[]) => some.reduce((sum, { length }) => sum + length, 0);
  await writeShardPage(store, run, shardRows, 0, {
    block: starts.map(() => 0),
    offset: starts.map((start) => bytesOf(lines.slice(0, start))),
    bytes: starts.map((start) => bytesOf(lines.slice(start, start + shardRows))),
    rows: starts.map((start) => lines.slice(start, start + shardRows).length),
  });
  await writeShardIndex(store, run, {
    rows: outcomes.length,
    shards: starts.length,
    shardRows,
    wanted: 1,
    source: {},
    pagesOf: run,
  });
  for (const [shard, start] of starts.entries()) {
    const some = outcomes.slice(start, start + shardRows);
    const part = await putPart(store, run, shard, writePart(some));
    const count = (kind: Outcome['outcome']) => some.filter(({ outcome }) => outcome === kind).length;
    const failed = count('failed');
    await commitShard(store, run, {
      shard,
      attempt: 'a',
      worker: 'w',
      parts: [{ ...part, rows: some.length }],
      counts: { ok: count('ok'), failed, skipped: count('skipped') },
      failures: failed > 0 ? { 'image-truncated': failed } : {},
      warnings: {},
      evaluation: {},
      scores: {},
      timings: { startedAt: new Date(0).toISOString(), seconds: 1, paddedImages: 0, fetchedBytes: 0 },
    });
  }
}

/** The run as formats see it, out of a store. */
export async function sourceOf(
  outcomes: readonly Outcome[],
  choice: Partial<ExportChoice> = {},
  names: readonly string[] | null = classNames,
): Promise<ExportSource> {
  const store = memoryStore();
  await storeRun(store, outcomes);
  const whole = { top: 5, minScore: 0, ...choice };
  const { signal } = new AbortController();
  return openExport(store, request, modelOf(names?.length ?? 1_000, names), whole, signal);
}

export async function textOf(
  format: DocumentFormat,
  outcomes: readonly Outcome[],
  choice?: Partial<ExportChoice>,
): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of format.write(await sourceOf(outcomes, choice))) pieces.push(piece);
  return pieces.join('');
}
