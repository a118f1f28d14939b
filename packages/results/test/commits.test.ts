/** Invariant 2: a shard is done iff its commit record exists, and there is never more than one. */
import { type CommitRecord, runKeys } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import { commitShard, listCommits, readCommit } from '../src/commits.js';
import { readOutcomes } from '../src/outcomes.js';
import { getPart, putPart } from '../src/parts.js';
import { writePart } from '../src/write-part.js';
import { memoryStore } from './memory-store.js';
import { usualOutcomes } from './some-outcomes.js';

function recordOf(shard: number, attempt: string, parts: CommitRecord['parts'], failed = 0): CommitRecord {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return {
    shard,
    attempt,
    worker: 'w',
    parts,
    counts: { ok: rows - failed, failed, skipped: 0 },
    failures: failed ? { 'image-truncated': failed } : {},
    warnings: { b: 1, a: 2 },
    evaluation: {},
    scores: {},
    timings: { startedAt: '2026-01-01T00:00:00.000Z', seconds: 1.5, paddedImages: 3, fetchedBytes: 9 },
  };
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

const part = (name: string) => ({ key: name, sha256: name, bytes: 1, rows: 10 });

test('of any number of attempts exactly one wins, and all see its record', async () => {
  const store = memoryStore();
  const results = await Promise.all(
    ['a', 'b', 'c', 'd'].map((attempt) => commitShard(store, 'r', recordOf(7, attempt, [part(attempt)]))),
  );
  expect(results.filter(({ won }) => won).length).toBe(1);
  const [winner] = results.filter(({ won }) => won);
  for (const { record } of results) expect(record).toEqual(winner?.record);
  expect(await readCommit(store, 'r', 7)).toEqual(winner?.record);
});

test('a refusal of our own record, whose first answer was lost, is a win', async () => {
  const store = memoryStore();
  store.loseNextAnswer();
  const result = await commitShard(store, 'r', recordOf(0, 'a', [part('p')]));
  expect(result.won).toBe(true);
  expect(result.record).toEqual(recordOf(0, 'a', [part('p')]));
});

test('the same attempt with another part, or another attempt with the same part, is a loss', async () => {
  const store = memoryStore();
  await commitShard(store, 'r', recordOf(0, 'a', [part('p')]));
  expect((await commitShard(store, 'r', recordOf(0, 'a', [part('q')]))).won).toBe(false);
  expect((await commitShard(store, 'r', recordOf(0, 'b', [part('p')]))).won).toBe(false);
  expect((await commitShard(store, 'r', recordOf(0, 'a', [part('p')]))).won).toBe(true);
});

test('a loser deletes nothing', async () => {
  const store = memoryStore();
  await putPart(store, 'r', 0, writePart(usualOutcomes(1)));
  await commitShard(store, 'r', recordOf(0, 'a', [part('p')]));
  const before = [...store.objects.keys()];
  await commitShard(store, 'r', recordOf(0, 'b', [part('q')]));
  expect([...store.objects.keys()]).toEqual(before);
});

test('the record is the same bytes whatever the order of its tallies', async () => {
  const [a, b] = [memoryStore(), memoryStore()];
  const record = recordOf(0, 'a', [part('p')]);
  await commitShard(a, 'r', record);
  await commitShard(b, 'r', { ...record, warnings: { a: 2, b: 1 } });
  expect(a.objects).toEqual(b.objects);
});

test('invariant 1: counts that do not add up to the rows are refused', async () => {
  const record = recordOf(0, 'a', [part('p')]);
  const counts = { ok: 9, failed: 0, skipped: 0 };
  await expect(commitShard(memoryStore(), 'r', { ...record, counts })).rejects.toThrow(RangeError);
});

test('commits are listed in order, after a shard where one is given, and nothing else is', async () => {
  const store = memoryStore();
  for (const shard of [12, 3, 100, 0]) await commitShard(store, 'r', recordOf(shard, 'a', [part('p')]));
  await commitShard(store, 'r2', recordOf(5, 'a', [part('p')]));
  await store.put(`${runKeys('r').commits}notes.json`, new Uint8Array());
  expect(await collect(listCommits(store, 'r'))).toEqual([0, 3, 12, 100]);
  expect(await collect(listCommits(store, 'r', 3))).toEqual([12, 100]);
  expect(await collect(listCommits(store, 'r', 100))).toEqual([]);
});

test('outcomes come in row order over shards and their pieces', async () => {
  const store = memoryStore();
  const outcomes = usualOutcomes(30);
  const pieces = [
    [1, outcomes.slice(20)],
    [0, outcomes.slice(0, 12), outcomes.slice(12, 20)],
  ] as const;
  for (const [shard, ...rows] of pieces) {
    const parts = [];
    for (const some of rows) {
      parts.push({ ...(await putPart(store, 'r', shard, writePart(some))), rows: some.length });
    }
    const failed = rows.flat().filter(({ outcome }) => outcome === 'failed').length;
    await commitShard(store, 'r', recordOf(shard, 'a', parts, failed));
  }
  expect(await collect(readOutcomes(store, 'r'))).toEqual(outcomes);
});

test('a part is keyed by its content, and damage to it is found', async () => {
  const store = memoryStore();
  const bytes = writePart(usualOutcomes(3));
  const stored = await putPart(store, 'r', 2, bytes);
  expect(stored.key).toBe(`runs/r/parts/00000002-${stored.sha256.slice(0, 8)}.parquet`);
  expect(stored.bytes).toBe(bytes.length);
  expect(await putPart(store, 'r', 2, bytes)).toEqual(stored);

  const damagedBytes = bytes.slice();
  damagedBytes[100]! ^= 1;
  await store.put(stored.key, damagedBytes);
  await expect(getPart(store, { ...stored, rows: 3 })).rejects.toThrow('are not those that were committed');
  await store.put(stored.key, bytes);
  await expect(getPart(store, { ...stored, rows: 4 })).rejects.toThrow('3 rows where 4 were committed');
  await store.delete(stored.key);
  await expect(getPart(store, { ...stored, rows: 3 })).rejects.toThrow('it is not there');
});
