/** A suspect shard, with a scripted process instead of a real one: who is guilty, and who only was there. */
import { type CommitRecord, limits, type ManifestRow, type Outcome } from '@camfleet/contracts';
import type { Attempt } from '@camfleet/queue';
import { getPart, putPart, writePart, writePiece } from '@camfleet/results';
import { expect, test } from 'vitest';
import { type MemoryStore, memoryStore } from '../../../packages/results/test/memory-store.js';
import { commitRecordOf } from '../src/commit-record-of.js';
import type { ShardDependencies } from '../src/shard-work.js';
import type { PieceTask } from '../src/start-probe.js';
import { workInPieces } from '../src/work-in-pieces.js';

const run = 'r';
const rows: ManifestRow[] = Array.from({ length: 16 }, (_, index) => ({
  index,
  uri: `${index}.jpg`,
  id: `${index}`,
}));
const block = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
const attempt = (signal = new AbortController().signal): Attempt => ({
  job: { run, shard: 0, range: { block: 0, offset: 0, bytes: block.length, rows: rows.length }, wanted: 0 },
  number: 1,
  last: false,
  leasesLost: limits.killsBeforeSuspect,
  signal,
});

/** What a process does with a piece that does not end it. */
async function done(store: MemoryStore, { piece }: PieceTask): Promise<CommitRecord> {
  const own = rows.slice(piece.from, piece.from + piece.rows);
  const outcomes = own.map(
    ({ index, uri, id }): Outcome => ({
      index,
      uri,
      id,
      outcome: 'skipped',
      warnings: [],
    }),
  );
  const part = await putPart(store, run, 0, writePart(outcomes));
  const execution = {
    shard: 0,
    attempt: 'piece',
    worker: 'w',
    startedAt: new Date(),
    evaluation: {} as never,
    paddedImages: 0,
    fetchedBytes: 0,
  };
  return await writePiece(store, run, piece, commitRecordOf(execution, outcomes, part));
}

function world(dies: (task: PieceTask, deaths: number) => boolean) {
  const store = memoryStore();
  store.objects.set(`runs/${run}/manifest/00000000.jsonl`, block);
  const counts = { processes: 0, deaths: 0, pieces: 0 };
  const deps = {
    store,
    worker: 'w',
    request: async () => ({ parent: null }),
    probe: async () => {
      counts.processes += 1;
      return {
        close: async () => {},
        work: async (task: PieceTask) => {
          counts.pieces += 1;
          if (!dies(task, counts.deaths)) return await done(store, task);
          counts.deaths += 1;
          return null;
        },
      };
    },
  } as unknown as ShardDependencies;
  return { store, deps, counts };
}

async function outcomesOf(store: MemoryStore, record: CommitRecord): Promise<Outcome[]> {
  return (await Promise.all(record.parts.map((part) => getPart(store, part)))).flat();
}

const holds = ({ piece }: PieceTask, row: number) => row >= piece.from && row < piece.from + piece.rows;

test('the picture that kills gets its outcome after it has killed alone three times; the others get theirs', async () => {
  const { store, deps, counts } = world((task) => holds(task, 5));
  const record = await workInPieces(attempt(), deps);
  expect(record.failures).toEqual({ 'worker-crashed': 1 });
  const outcomes = await outcomesOf(store, record);
  expect(outcomes.map(({ index }) => index)).toEqual(rows.map(({ index }) => index));
  expect(outcomes[5]).toMatchObject({ outcome: 'failed', error: { code: 'worker-crashed' } });
  // Sixteen, eight, four, two, and three times one.
  expect(counts.deaths).toBe(4 + limits.killsOfOneImage);
});

test('processes that are ended by chance, twice for the same picture, condemn nobody', async () => {
  // The first six deaths hit whatever runs, down to the same single picture and it again.
  const { store, deps } = world((task, deaths) => deaths < 6 && holds(task, 0));
  const record = await workInPieces(attempt(), deps);
  expect(record.failures).toEqual({});
  expect(await outcomesOf(store, record)).toHaveLength(rows.length);
});

test('a worker that is killed meanwhile leaves its pieces to the next, and counts for nothing', async () => {
  const controller = new AbortController();
  const { store, deps, counts } = world((task) => {
    if (task.piece.from === 6) controller.abort(new Error('killed'));
    return holds(task, 5);
  });
  await expect(workInPieces(attempt(controller.signal), deps)).rejects.toThrow('killed');
  const before = counts.pieces;
  const record = await workInPieces(attempt(), deps);
  expect(record.failures).toEqual({ 'worker-crashed': 1 });
  expect(await outcomesOf(store, record)).toHaveLength(rows.length);
  // What was done is not run again: only the piece that was cut off, and what follows it.
  expect(counts.pieces - before).toBeLessThan(before);
});
