/** The sweep: what attempts left behind goes, what a record names stays, and so does what may yet be named. */
import { type CommitRecord, type Outcome, runKeys } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import { commitShard, readCommit } from '../src/commits.js';
import { getPart, putPart } from '../src/parts.js';
import { mergePieces, readPieces, writePiece } from '../src/pieces.js';
import { sweepParts, sweepPieces } from '../src/sweep.js';
import { writePart } from '../src/write-part.js';
import { memoryStore } from './memory-store.js';

const run = 'r';
const rowsOf = (from: number, count: number): Outcome[] =>
  Array.from({ length: count }, (_, i) => ({
    index: from + i,
    uri: `${from + i}`,
    id: '',
    outcome: 'skipped',
    warnings: [],
  }));

async function recordOf(
  store: ReturnType<typeof memoryStore>,
  shard: number,
  rows: Outcome[],
  attempt = 'a',
): Promise<CommitRecord> {
  const part = await putPart(store, run, shard, writePart(rows));
  return {
    shard,
    attempt,
    worker: 'w',
    parts: [{ ...part, rows: rows.length }],
    counts: { ok: 0, failed: 0, skipped: rows.length },
    failures: {},
    warnings: {},
    evaluation: {},
    scores: {},
    timings: { startedAt: `2026-01-0${rows.length}`, seconds: 1, paddedImages: 0, fetchedBytes: 0 },
  };
}

test('deletes parts of committed shards that no record names, and no others (invariant 2)', async () => {
  const store = memoryStore();
  await commitShard(store, run, await recordOf(store, 0, rowsOf(0, 2)));
  await commitShard(store, run, await recordOf(store, 1, rowsOf(2, 2)));
  // A late attempt's part, and one of a shard that is not done.
  const late = await recordOf(store, 1, rowsOf(2, 3), 'late');
  expect((await commitShard(store, run, late)).won).toBe(false);
  const open = await recordOf(store, 2, rowsOf(4, 2));
  await recordOf(store, 2, rowsOf(4, 3));
  await store.put(`${runKeys(run).parts}notes.txt`, new Uint8Array());

  expect(await sweepParts(store, run)).toBe(1);
  expect(store.objects.has(late.parts[0]!.key)).toBe(false);
  expect(store.objects.has(open.parts[0]!.key)).toBe(true);
  expect(store.objects.has(`${runKeys(run).parts}notes.txt`)).toBe(true);
  for (const shard of [0, 1]) {
    const [part] = (await readCommit(store, run, shard))!.parts;
    await expect(getPart(store, part!)).resolves.toHaveLength(2);
  }
  expect(await sweepParts(store, run)).toBe(0);
});

test('pieces become one record of all their parts, the larger where one holds another', async () => {
  const store = memoryStore();
  for (const [from, rows] of [
    [4, 4],
    [0, 2],
    [2, 2],
    [0, 4],
  ] as const) {
    await writePiece(store, run, { from, rows }, await recordOf(store, 7, rowsOf(from, rows)));
  }
  const pieces = await readPieces(store, run, 7);
  const record = mergePieces(7, pieces);
  expect(record.parts.map(({ rows }) => rows)).toEqual([4, 4]);
  expect(record.counts.skipped).toBe(8);
  expect((await commitShard(store, run, record)).won).toBe(true);
  await sweepPieces(store, run);
  expect(await readPieces(store, run, 7)).toEqual([]);
  // The parts of the smaller pieces are named by nobody.
  expect(await sweepParts(store, run)).toBe(2);
  const gap = pieces.filter(({ piece }) => piece.from > 0);
  expect(() => mergePieces(7, gap)).toThrow('leave out row 0');
});
