/** Boxes drawn anew from a parent's maps: however many rows there are, the process stays awake. */
import { setImmediate } from 'node:timers/promises';
import { emptyEvaluation } from '@camfleet/cam';
import type { ManifestRow, ModelDescription, OkOutcome } from '@camfleet/contracts';
import type { Attempt } from '@camfleet/queue';
import { commitShard, putPart, writePart } from '@camfleet/results';
import { createMetrics } from '@camfleet/runtime/create-metrics';
import { beforeAll, expect, it } from 'vitest';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { runRequest } from '../../../test/support/run-request.js';
import { commitRecordOf } from '../src/commit-record-of.js';
import { createMeter } from '../src/meter.js';
import { reboxRows } from '../src/rebox-rows.js';
import type { ShardDependencies } from '../src/shard-work.js';

const rows: ManifestRow[] = Array.from({ length: 200 }, (_, index) => ({
  index,
  uri: `${index}.png`,
  id: `${index}`,
}));
const stored = rows.map(
  ({ index, uri, id }): OkOutcome => ({
    index,
    uri,
    id,
    outcome: 'ok',
    width: 8,
    height: 8,
    classes: [0],
    scores: [1],
    boxes: [null],
    guesses: [],
    policy: 'other@1',
    maps: Uint16Array.of(0x4400, 0, 0, 0),
    mapHeight: 2,
    mapWidth: 2,
    warnings: [],
  }),
);
const parent = { run: 'parent', rows: 'parent', kind: 'rebox' } as const;
const request = runRequest('drawn-anew', { parent });
const store = memoryStore();

beforeAll(async () => {
  const part = await putPart(store, parent.run, 0, writePart(stored));
  const execution = { shard: 0, attempt: 'a', worker: 'w', startedAt: new Date() };
  const work = { evaluation: emptyEvaluation(), paddedImages: 0, fetchedBytes: 0 };
  await commitShard(store, parent.run, commitRecordOf({ ...execution, ...work }, stored, part));
});

/** `drawn`: rows so far. */
function world(signal: AbortSignal) {
  const counts = { drawn: 0 };
  const model = {
    classes: 1,
    input: { width: 4, height: 4, resize: 'squash' },
    get topK() {
      counts.drawn += 1;
      return 1;
    },
  } as unknown as ModelDescription;
  const deps = { store, model, meter: createMeter(createMetrics('worker')) } as unknown as ShardDependencies;
  const range = { block: 0, offset: 0, bytes: 1, rows: rows.length };
  const job = { run: request.run, shard: 0, range, wanted: 0 };
  const attempt: Attempt = { job, number: 1, last: false, leasesLost: 0, signal };
  return { counts, work: () => reboxRows(rows, attempt, request, deps) };
}

it('turns the event loop meanwhile, so that leases can be renewed', async () => {
  const { counts, work } = world(new AbortController().signal);
  const seen = new Set<number>();
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      seen.add(counts.drawn);
      await setImmediate();
    }
  };
  const watched = watch();
  const { outcomes } = await work();
  isOver = true;
  await watched;
  expect(outcomes).toHaveLength(rows.length);
  expect(outcomes.every((one) => one.outcome === 'ok' && one.policy === 'paper-20@1')).toBe(true);
  const inBetween = [...seen].filter((drawn) => drawn > 0 && drawn < rows.length);
  expect(inBetween.length).toBeGreaterThan(5);
});

it('ends before the last row when its lease is lost or its run is cancelled', async () => {
  const controller = new AbortController();
  const { counts, work } = world(controller.signal);
  const done = expect(work()).rejects.toThrow('the run was cancelled');
  while (counts.drawn === 0) await setImmediate();
  controller.abort(new Error('the run was cancelled'));
  await done;
  expect(counts.drawn).toBeGreaterThan(0);
  expect(counts.drawn).toBeLessThan(rows.length);
});
