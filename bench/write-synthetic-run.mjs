// A complete run of any size without a network: blobs for maps, boxes drawn from them, truth beside them, written as a
// worker and a producer write theirs. Few distinct outcomes are used over and over; scores and true boxes are each row's own.
// @ts-check
import { bestIou, emptyEvaluation, evaluateImage, findPolicy, sumTallies, toHalf } from '@camfleet/cam';
import { modelKeys, runKeys } from '@camfleet/contracts';
import {
  accuracyOf,
  commitShard,
  drawAll,
  mapsOf,
  putPart,
  writePart,
  writeShardIndex,
  writeShardPage,
  writeSummary,
} from '@camfleet/results';
import { submitRun } from '@camfleet/runs';
import { commitRecordOf } from '../services/worker/dist/commit-record-of.js';

const shardRows = 512;
const classes = 1_000;
const topK = 5;
const side = 7;
const distinct = 500;

/** A number generator of Park and Miller: the same rows every time. @param {number} seed */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

/** @param {() => number} random @param {readonly [number, number]} size @returns {[number, number, number, number]} */
function randomBox(random, [width, height]) {
  const [w, h] = [0.2 + 0.6 * random(), 0.2 + 0.6 * random()];
  const [x, y] = [random() * (1 - w), random() * (1 - h)];
  const cut = [x * width, y * height, (x + w) * width, (y + h) * height].map(Math.round);
  return /** @type {[number, number, number, number]} */ (cut);
}

/** Of one picture: its classes with a blob each. @param {() => number} random @param {readonly [number, number]} size */
function drawOutcome(random, [width, height]) {
  const ranked = Array.from({ length: topK }, () => Math.floor(random() * classes));
  const values = new Float32Array(topK * side * side);
  for (let k = 0; k < topK; k++) {
    const [x, y, spread] = [random() * side, random() * side, 1 + 2 * random()];
    for (let cell = 0; cell < side * side; cell++) {
      const far = ((cell % side) - x) ** 2 + (Math.floor(cell / side) - y) ** 2;
      values[k * side * side + cell] = 12 * Math.exp(-far / (2 * spread ** 2)) - 1 + 0.3 * random();
    }
  }
  const stored = { classes: ranked, maps: toHalf(values), mapHeight: side, mapWidth: side, width, height };
  const policy = findPolicy('paper-20');
  const drawn = drawAll(stored, { left: 0, top: 0, width, height }, topK, policy);
  return { ...stored, ...drawn, policy: `${policy.id}@${policy.version}` };
}

/** @returns {import('@camfleet/contracts').ModelDescription} */
function describeSyntheticModel() {
  return {
    name: 'synthetic',
    version: '0123456789ab',
    digest: '0'.repeat(64),
    sha256: '0'.repeat(64),
    source: { file: 'synthetic.onnx', bytes: 1, sha256: '0'.repeat(64) },
    input: {
      width: 224,
      height: 224,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      channelOrder: 'rgb',
      resize: 'squash',
    },
    classes,
    classNames: Array.from({ length: classes }, (_, i) => `class ${i}`),
    classIds: null,
    map: { height: side, width: side },
    topK,
    precision: 'float32',
    head: {
      kind: 'linear-after-pool',
      pool: 'average',
      activation: 'none',
      paddedCells: 0,
      bias: new Array(classes).fill(0),
    },
    identity: { images: 1, gap: 0, tolerance: 1e-4 },
  };
}

/**
 * The rows' pictures are those of `pictures` in turn, all of one size. One row in 97 has failed. Only the outcome index
 * and what is made of it are left to whoever measures them.
 *
 * @param {import('@camfleet/contracts').ObjectStore} store
 * @param {{ run: string, images: number, pictures: readonly string[], size: readonly [number, number], seed?: number }} wanted
 */
export async function writeSyntheticRun(store, { run, images, pictures, size, seed = 1 }) {
  const model = describeSyntheticModel();
  await store.put(
    modelKeys(model.name, model.version).description,
    Buffer.from(`${JSON.stringify(model)}\n`),
  );
  await store.put(
    `models/${model.name}/current.json`,
    Buffer.from(`${JSON.stringify({ version: model.version })}\n`),
  );
  const policy = findPolicy('paper-20');
  const request = await submitRun(store, {
    run,
    tenant: 'default',
    priority: 10,
    maxFailed: 1,
    manifest: { kind: 'jsonl', source: '/synthetic.jsonl', base: '/' },
    model,
    parameters: {
      policy,
      boxFormat: 'xyxy',
      classifyOnly: false,
      exif: 'apply',
      colour: 'managed',
      shardRows,
    },
  });
  const random = createRandom(seed);
  const pool = Array.from({ length: distinct }, () => drawOutcome(random, size));
  const shards = Math.ceil(images / shardRows);
  const places = { block: [], offset: [], bytes: [], rows: [] };
  const totals = { ok: 0, failed: 0, evaluation: { ...emptyEvaluation() } };
  for (let shard = 0; shard < shards; shard++) {
    const rows = Math.min(shardRows, images - shard * shardRows);
    const written = Array.from({ length: rows }, (_, i) =>
      rowOf(shard * shardRows + i, { pool, pictures, size, random }),
    );
    const lines = Buffer.from(written.map(({ line }) => `${JSON.stringify(line)}\n`).join(''));
    await store.put(runKeys(run).block(shard), lines);
    for (const [name, value] of Object.entries({ block: shard, offset: 0, bytes: lines.length, rows }))
      places[name].push(value);
    const outcomes = written.map(({ outcome }) => outcome);
    const evaluation = {
      ...emptyEvaluation(),
      ...sumTallies(written.flatMap(({ evaluation }) => evaluation ?? [])),
    };
    const part = await putPart(store, run, shard, writePart(outcomes));
    const execution = {
      shard,
      attempt: 'synthetic',
      worker: 'synthetic',
      startedAt: new Date(),
      evaluation,
      paddedImages: 0,
      fetchedBytes: 0,
    };
    const commit = commitRecordOf(execution, outcomes, part);
    await commitShard(store, run, commit);
    totals.ok += commit.counts.ok;
    totals.failed += commit.counts.failed;
    totals.evaluation = { ...emptyEvaluation(), ...sumTallies([totals.evaluation, evaluation]) };
  }
  for (let page = 0; page * 4_096 < shards; page++) {
    const some = (/** @type {number[]} */ column) => column.slice(page * 4_096, (page + 1) * 4_096);
    await writeShardPage(store, run, shardRows, page, {
      block: some(places.block),
      offset: some(places.offset),
      bytes: some(places.bytes),
      rows: some(places.rows),
    });
  }
  await writeShardIndex(store, run, { rows: images, shards, shardRows, wanted: 1, source: {}, pagesOf: run });
  await writeSummary(store, {
    run,
    state: 'complete',
    images: { total: images, ok: totals.ok, failed: totals.failed, skipped: 0 },
    failures: { 'image-corrupt': totals.failed },
    warnings: {},
    seconds: images / 100,
    imagesPerSecond: 100,
    accuracy: accuracyOf(request, totals.evaluation),
    repairs: {},
    results: `${store.address}/runs/${run}/`,
  });
  return { request, model, shards };
}

function rowOf(index, { pool, pictures, size, random }) {
  const id = `image-${String(index).padStart(8, '0')}`;
  const uri = pictures[index % pictures.length];
  const drawn = pool[index % pool.length];
  const [label] = drawn.classes;
  const box = randomBox(random, size);
  const line = { index, uri, id, labels: [label], boxes: [{ box }] };
  if (index % 97 === 96) {
    const error = { code: 'image-corrupt', stage: 'decode', message: 'The picture is damaged.' };
    return { line, outcome: { index, uri, id, outcome: 'failed', error, warnings: [] }, evaluation: null };
  }
  const best = 0.2 + 0.79 * random();
  const scores = [best, ...[0.4, 0.3, 0.2, 0.1].map((share) => share * (1 - best))].map(Math.fround);
  const outcome = { index, uri, id, outcome: 'ok', ...drawn, scores, warnings: [] };
  return { line, outcome, evaluation: evaluate(outcome, label, box) };
}

/** Curves are computed for few rows: they are what evaluation costs, and their sum is as good for a picture of it. */
function evaluate(outcome, label, box) {
  const maps = new Map(mapsOf(outcome).map((map, i) => [outcome.classes[i], map]));
  if (outcome.index % 50 !== 0) return null;
  const iou = bestIou(outcome.boxes[0], [box]);
  return evaluateImage({
    ranked: outcome.classes,
    guesses: outcome.guesses,
    drawn: new Map(outcome.classes.map((one, i) => [one, outcome.boxes[i]])),
    maps,
    mapHeight: side,
    mapWidth: side,
    labels: iou >= 0 ? [label] : [],
    boxes: [{ box, label }],
    width: outcome.width,
    height: outcome.height,
  });
}
