/** A run with those that tried its failed rows again: the summary is what the merged rows come to, whatever went on. */
import { sumEvaluations } from '@camfleet/cam';
import {
  type FailedOutcome,
  type ManifestRow,
  type ModelDescription,
  modelDescriptionSchema,
  modelKeys,
  type Outcome,
  type RunRequest,
  runKeys,
  type Summary,
} from '@camfleet/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accuracyOf } from '../src/accuracy-of.js';
import { commitShard } from '../src/commits.js';
import { addRetry } from '../src/derived-runs.js';
import { evaluateStored } from '../src/evaluate-outcome.js';
import { foldRetries } from '../src/fold-retries.js';
import { readMergedSummary } from '../src/merged-summary.js';
import { readMergedOutcomes, readRowHistories } from '../src/outcomes.js';
import { putPart } from '../src/parts.js';
import { createRun } from '../src/runs.js';
import { writeShardIndex, writeShardPage } from '../src/shard-index.js';
import { skipped } from '../src/skipped.js';
import { encodeJson } from '../src/stored-json.js';
import { writeSummary } from '../src/summaries.js';
import { writePart } from '../src/write-part.js';
import { request } from './export/stored-run.js';
import { type MemoryStore, memoryStore } from './memory-store.js';
import { usualOutcomes } from './some-outcomes.js';

const codes = ['image-corrupt', 'image-truncated', 'source-not-found'] as const;
type Code = (typeof codes)[number];
const shardRows = 3;

const model: ModelDescription = {
  ...request.model,
  sha256: '',
  source: { file: 'm.onnx', bytes: 1, sha256: '' },
  input: {
    ...{ width: 224, height: 224, mean: [0, 0, 0], std: [1, 1, 1] },
    ...{ channelOrder: 'rgb', resize: 'squash' },
  },
  ...{ classNames: null, classIds: null, map: { height: 7, width: 7 }, precision: 'float32' },
  head: { kind: 'linear-after-pool', pool: 'average', activation: 'none', paddedCells: 0, bias: [] },
  identity: { images: 1, gap: 0, tolerance: 1 },
};

/** What each attempt at a row comes to: a code, or ok, with boxes that no other attempt draws. */
function outcomeOf(
  row: ManifestRow,
  attempt: number,
  code: Code | null,
): Exclude<Outcome, { outcome: 'skipped' }> {
  const { index, uri, id } = row;
  if (code !== null) {
    const error = { code, stage: 'decode', message: '' } as const;
    return { index, uri, id, warnings: [], outcome: 'failed', error } satisfies FailedOutcome;
  }
  const usual = usualOutcomes(8)[(index + attempt) % 3]!;
  if (usual.outcome !== 'ok') throw new Error('the third row is the first that fails');
  const classes = [0, 1, 2, 3, 4, 5].map((k) => (k + attempt + index) % 6);
  return { ...usual, index, uri, id, classes };
}

interface Ending {
  /** Null while the run goes on. */
  readonly state: 'complete' | 'cancelled' | null;
  /** Shards with a record; of a cancelled one, the last of them is skipped. */
  readonly begun: number;
}

/** Stores a run of these rows, each with its outcome. */
async function storeRun(
  store: MemoryStore,
  run: string,
  rows: readonly ManifestRow[],
  outcomes: readonly Exclude<Outcome, { outcome: 'skipped' }>[],
  { state, begun }: Ending,
): Promise<void> {
  const lines = rows.map((row) => Buffer.from(`${JSON.stringify(row)}\n`));
  await store.put(runKeys(run).block(0), Buffer.concat(lines));
  const starts = Array.from({ length: Math.ceil(rows.length / shardRows) }, (_, shard) => shard * shardRows);
  const bytesOf = (some: readonly Buffer[]) => some.reduce((sum, { length }) => sum + length, 0);
  await writeShardPage(store, run, shardRows, 0, {
    block: starts.map(() => 0),
    offset: starts.map((start) => bytesOf(lines.slice(0, start))),
    bytes: starts.map((start) => bytesOf(lines.slice(start, start + shardRows))),
    rows: starts.map((start) => lines.slice(start, start + shardRows).length),
  });
  const index = { rows: rows.length, shards: starts.length, shardRows, wanted: 1, source: {}, pagesOf: run };
  await writeShardIndex(store, run, index);
  const isCut = state === 'cancelled' && begun < starts.length;
  // Of a cancelled run a record may come late: it counts as little as one that never came.
  const committed = state === 'complete' ? starts.length : Math.min(starts.length, isCut ? begun + 1 : begun);
  const counted: Outcome[] = [];
  for (const [shard, start] of starts.slice(0, committed).entries()) {
    const isSkipped = state === 'cancelled' && shard === begun - 1;
    const some = outcomes
      .slice(start, start + shardRows)
      .map((outcome, i) => (isSkipped ? skipped(rows[start + i]!) : outcome));
    if (!isCut || shard < begun) counted.push(...some);
    await commitShard(store, run, {
      ...{ shard, attempt: 'a', worker: 'w', warnings: {}, scores: {} },
      parts: [{ ...(await putPart(store, run, shard, writePart(some))), rows: some.length }],
      ...sumsOf(some, rows.slice(start)),
      timings: { startedAt: '', seconds: 1, paddedImages: 0, fetchedBytes: 0 },
    });
  }
  if (state === null) return;
  const { counts, failures, evaluation } = sumsOf(counted, rows);
  await writeSummary(store, {
    ...{ run, state, failures, warnings: {}, seconds: 1, imagesPerSecond: 1, repairs: {}, results: '' },
    images: { total: rows.length, ...counts, skipped: rows.length - counts.ok - counts.failed },
    accuracy: accuracyOf(request, evaluation),
    ...(isCut && { skippedFrom: begun }),
  });
}

/** `rows`: those of the outcomes, in their order; more may follow. */
function sumsOf(outcomes: readonly Outcome[], rows: readonly ManifestRow[]) {
  const count = (kind: Outcome['outcome']) => outcomes.filter(({ outcome }) => outcome === kind).length;
  const failures: Record<string, number> = {};
  const evaluations = outcomes.flatMap((outcome, i) => {
    if (outcome.outcome === 'failed') failures[outcome.error.code] = (failures[outcome.error.code] ?? 0) + 1;
    return outcome.outcome === 'ok' ? [evaluateStored(outcome, rows[i]!, model)!] : [];
  });
  const counts = { ok: count('ok'), failed: count('failed'), skipped: count('skipped') };
  return { counts, failures, evaluation: sumEvaluations(evaluations) };
}

const codeOrOk = fc.option(fc.constantFrom(...codes), { freq: 2 });
const retry = fc.record({
  codes: fc.option(fc.subarray([...codes], { minLength: 1 }), { nil: undefined }),
  state: fc.constantFrom('complete' as const, 'complete' as const, 'cancelled' as const, null),
  begun: fc.nat(5),
  /** Finds its rows before the one before it has an outcome: the two try the same. */
  overlaps: fc.boolean(),
  attempts: fc.array(codeOrOk, { minLength: 14, maxLength: 14 }),
});

interface World {
  readonly store: MemoryStore;
  readonly rows: readonly ManifestRow[];
}

async function createWorld(
  first: readonly (Code | null)[],
  retries: readonly (typeof retry extends fc.Arbitrary<infer T> ? T : never)[],
): Promise<World> {
  const store = memoryStore();
  const { description } = modelKeys(model.name, model.version);
  await store.put(description, encodeJson(modelDescriptionSchema, model));
  const rows = first.map(
    (_, index): ManifestRow => ({
      ...{ index, uri: `${index}.jpg`, id: `${index}`, labels: [index % 3] },
      boxes: [{ box: [0, 0, 200, 300] }],
    }),
  );
  await createRun(store, request);
  const own = rows.map((row, i) => outcomeOf(row, 0, first[i]!));
  await storeRun(store, request.run, rows, own, { state: 'complete', begun: 0 });
  let seen = await historiesOf(store);
  for (const [number, { codes: wanted, state, begun, overlaps, attempts }] of retries.entries()) {
    if (!overlaps) seen = await historiesOf(store);
    const failed = seen.flatMap(({ own, newest }) => {
      if (own.outcome !== 'failed' || newest.outcome !== 'failed') return [];
      const isWanted = wanted?.includes(newest.error.code as Code) ?? true;
      return isWanted ? [{ ...rows[own.index]!, failedAs: own.error.code }] : [];
    });
    const run = `20260131-13000${number}-retry`;
    const parent = { kind: 'retry', run: request.run, rows: run } as const;
    await addRetry(store, request.run, run);
    await createRun(store, { ...request, run, parent } satisfies RunRequest);
    const tried = failed.map((row) => outcomeOf(row, number + 1, attempts[row.index]!));
    await storeRun(store, run, failed, tried, { state, begun });
  }
  return { store, rows };
}

async function historiesOf(store: MemoryStore) {
  const histories = [];
  for await (const history of readRowHistories(store, request.run)) histories.push(history);
  return histories;
}

async function folded({ store, rows }: World): Promise<Pick<Summary, 'images' | 'failures' | 'accuracy'>> {
  const merged: Outcome[] = [];
  for await (const outcome of readMergedOutcomes(store, request.run)) merged.push(outcome);
  const { counts, failures, evaluation } = sumsOf(merged, rows);
  return { images: { total: rows.length, ...counts }, failures, accuracy: accuracyOf(request, evaluation) };
}

test('the merged summary is what the merged rows come to: retries one after the other, at once, by code, cancelled', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(codeOrOk, { minLength: 1, maxLength: 14 }),
      fc.array(retry, { maxLength: 4 }),
      async (first, retries) => {
        const world = await createWorld(first, retries);
        expect(await readMergedSummary(world.store, request.run)).toMatchObject(await folded(world));
      },
    ),
    { numRuns: 20 },
  );
});

test('two retries of the same rows count them once', async () => {
  const first = Array.from({ length: 12 }, (_, i) => (i < 4 ? ('image-corrupt' as const) : null));
  const both = {
    codes: undefined,
    state: 'complete',
    begun: 0,
    overlaps: true,
    attempts: Array(14).fill(null),
  } as const;
  const world = await createWorld(
    first,
    [both, both].map((one) => ({ ...one, attempts: [...one.attempts] })),
  );
  const summary = await readMergedSummary(world.store, request.run);
  expect(summary).toMatchObject({ images: { total: 12, ok: 12, failed: 0, skipped: 0 }, failures: {} });
  expect(summary.accuracy).toMatchObject({ evaluated: 12 });
});

test('nothing was tried where there is no retry', async () => {
  expect(await foldRetries(memoryStore(), request, [])).toEqual({
    ok: 0,
    before: {},
    after: {},
    evaluation: {},
  });
});
