// How fast the whole is beside its parts: the network alone, decoding alone, and runs end to end, which are submitted to a
// server that stands, as a fleet does. A worker's code is compiled in its first half minute: a run goes before those of each
// round that is not counted. A run's rate is what its summary says: images over the time in which shards were under way.
//
//   node bench/throughput.mjs [--json] [--rounds 6] [--models mobilenet-v2,resnet50]
//
// Every round measures every part, one after the other, so that a machine whose speed drifts drifts for all of them;
// the medians of the rounds are printed, and of the ratios of each. Six rounds have the runs in every order once.
// Pictures and networks are those of CAMFLEET_ASSETS (default ../shared beside the repository); resnet50 is made here,
// with random weights.
// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { shareCores } from '@camfleet/inference';
import { letHeapsGrow } from '@camfleet/runtime';
import { cleanUp, endedAtEnd, temporaryFolder } from './clean-up.mjs';
import { openDecoder } from './open-decoder.mjs';
import { openLanes } from './open-lanes.mjs';
import { openServer } from './open-server.mjs';
import { writeResnet50 } from './write-resnet50.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '6' },
    models: { type: 'string', default: 'mobilenet-v2,resnet50' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const assets = resolve(root, process.env.CAMFLEET_ASSETS ?? '../shared');
const photos = join(assets, 'data/photos-100');
const cores = availableParallelism();
const rounds = Number(flags.rounds);
const batch = 16;
/** How workers run the network, and so how it is run with the maps fused in. */
const { decoders: _, ...workers } = shareCores(cores, 'cpu');
/** Of the runs of a round: whoever always follows the same one has the processor as that left it. */
const orders = [
  [0, 1, 2],
  [1, 0, 2],
  [2, 1, 0],
  [2, 0, 1],
  [0, 2, 1],
  [1, 2, 0],
];
/** The network alone is measured in so many slices a round. */
const slices = 6;
const sliceSeconds = 1;
const expected = { fused: 0.98, endToEnd: 0.95, classifyOnly: 0.97 };
const folder = temporaryFolder('bench');
const store = join(folder, 'store');

const say = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);
/** @param {number[]} numbers */
function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}
/** Of each round, and of those the median. @param {number[]} parts @param {number[]} wholes */
const share = (parts, wholes) => median(parts.map((part, i) => part / (wholes[i] ?? Number.NaN)));
const round = (/** @type {number} */ number, digits = 1) => Number(number.toFixed(digits));

// As in a worker: decoding alone must not pay for collections that a worker is spared.
letHeapsGrow();
try {
  const models = [];
  for (const name of flags.models.split(',')) models.push(await measureModel(name));
  const result = { cores, models };
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : table(result));
} finally {
  await cleanUp();
}

/** @param {string} name */
async function measureModel(name) {
  const plainFile = name === 'resnet50' ? join(folder, 'resnet50.onnx') : join(assets, `models/${name}.onnx`);
  if (name === 'resnet50') writeResnet50(plainFile);
  await camfleet(['models', 'prepare', plainFile, '--store', store]);
  const version = readdirSync(join(store, 'models', name)).find((entry) => !entry.endsWith('.json')) ?? '';
  const plain = readFileSync(plainFile);
  const fused = readFileSync(join(store, 'models', name, version, 'model.onnx'));

  const setting = await bestSetting(plain);
  say(
    `${name}: the network alone is fastest with ${setting.lanes} session(s) of ${setting.threads} thread(s)`,
  );
  const parts = {
    plain: await openLanes({ graph: plain, kind: 'plain', batch, ...setting }),
    fused: await openLanes({ graph: fused, kind: 'fused', batch, ...workers }),
  };
  const decoder = await openDecoder(photos, cores);
  // Enough rows for half a minute of the network alone, whole shards of them.
  const speed = await parts.plain.rate(2);
  const rows = Math.max(128, Math.round((speed * 30) / 64) * 64);
  const manifests = { bare: manifest(rows, false), truth: manifest(rows, true) };

  /** @type {Record<string, number[]>} */
  const seen = {
    forward: [],
    fused: [],
    decode: [],
    endToEnd: [],
    withTruth: [],
    classifyOnly: [],
    waited: [],
    padded: [],
    bytes: [],
  };
  await parts.fused.rate(2);
  await decoder.rate();
  /** Of each lane in a slice. */
  const batchesOf = (/** @type {{ lanes: number }} */ { lanes }) =>
    Math.max(1, Math.round((speed * sliceSeconds) / batch / lanes));
  for (let i = 0; i < rounds; i += 1) {
    const [forward = 0, fused = 0] = await ratesInTurn([
      { lanes: parts.plain, batches: batchesOf(setting) },
      { lanes: parts.fused, batches: batchesOf(workers) },
    ]);
    seen.forward?.push(forward);
    seen.fused?.push(fused);
    seen.decode?.push(await decoder.rate());
    // The parts have the machine to themselves: a server that waits takes its share of it too.
    const server = await openServer(store, { SOURCE_ACCESS: 'trusted' });
    await endToEnd(server, name, manifests.truth);
    const runs = [
      async () => {
        const bare = await endToEnd(server, name, manifests.bare);
        seen.endToEnd?.push(bare.imagesPerSecond);
        seen.waited?.push(bare.waited);
        seen.padded?.push(bare.padded);
        seen.bytes?.push(bare.bytes);
      },
      async () =>
        seen.classifyOnly?.push(
          (await endToEnd(server, name, manifests.bare, '--classify-only')).imagesPerSecond,
        ),
      async () => seen.withTruth?.push((await endToEnd(server, name, manifests.truth)).imagesPerSecond),
    ];
    for (const at of orders[i % orders.length] ?? []) await runs[at]?.();
    await server.close();
    const told = Object.entries(seen).map(([part, values]) => `${part} ${round(values.at(-1) ?? 0, 3)}`);
    say(`${name}: round ${i + 1} of ${rounds}: ${told.join(', ')}`);
  }
  await Promise.all([parts.plain.close(), parts.fused.close(), decoder.close()]);
  const { forward = [], fused: fusedRates = [], decode = [] } = seen;
  const { endToEnd: endToEndRates = [], withTruth = [], classifyOnly = [] } = seen;
  const limits = forward.map((rate, i) => 1 / (1 / rate + 1 / (decode[i] ?? Number.NaN)));
  return {
    model: name,
    batch,
    rows,
    setting,
    workers,
    forward: round(median(forward)),
    fused: round(median(fusedRates)),
    decode: round(median(decode)),
    limit: round(median(limits)),
    endToEnd: round(median(endToEndRates)),
    endToEndWithTruth: round(median(withTruth)),
    classifyOnly: round(median(classifyOnly)),
    shares: {
      fused: round(share(fusedRates, forward), 3),
      endToEnd: round(share(endToEndRates, limits), 3),
      endToEndWithTruth: round(share(withTruth, limits), 3),
      classifyOnly: round(share(endToEndRates, classifyOnly), 3),
    },
    networkWaited: round(median(seen.waited ?? []), 3),
    padding: round(median(seen.padded ?? []), 3),
    megabytesRead: round(median(seen.bytes ?? []) / 1e6),
  };
}

/**
 * Of lanes that take turns in short slices, each going first as often as the others: a processor that has rested is faster for
 * some seconds, which would be the advantage of whoever comes first.
 *
 * @param {{ lanes: Awaited<ReturnType<typeof openLanes>>, batches: number }[]} parts each with the batches of a slice
 */
async function ratesInTurn(parts) {
  const seconds = parts.map(() => 0);
  for (let slice = 0; slice < slices; slice += 1) {
    const order = [...parts.entries()];
    for (const [i, { lanes, batches }] of slice % 2 === 0 ? order : order.reverse())
      seconds[i] += 1 / (await lanes.rate(batches));
  }
  return seconds.map((sum) => slices / sum);
}

/**
 * One session with every core, a session a core, or as workers share them: whichever runs the plain network faster. They take
 * turns: the machine's own speed changes from one second to the next by more than they differ.
 *
 * @param {Uint8Array} graph
 */
async function bestSetting(graph) {
  const all = [{ lanes: 1, threads: cores }, { lanes: cores, threads: 1 }, workers];
  const settings = all.filter((one, i) => all.findIndex((other) => isDeepStrictEqual(one, other)) === i);
  const tried = [];
  for (const setting of settings) tried.push(await openLanes({ graph, kind: 'plain', batch, ...setting }));
  const rates = tried.map(() => /** @type {number[]} */ ([]));
  for (let i = 0; i < 7; i += 1)
    for (const [at, lanes] of tried.entries()) rates[at]?.push(await lanes.rate(2));
  await Promise.all(tried.map((lanes) => lanes.close()));
  const medians = rates.map(median);
  return settings[medians.indexOf(Math.max(...medians))] ?? workers;
}

/** The photographs over and over, each row a picture of its own. @param {number} rows @param {boolean} truth */
function manifest(rows, truth) {
  const lines = readFileSync(join(photos, 'manifest.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const file = join(folder, `${rows}-${truth}.jsonl`);
  const text = Array.from({ length: rows }, (_, i) => {
    const { uri, label, width, height } = lines[i % lines.length];
    const boxes = [[width * 0.2, height * 0.2, width * 0.8, height * 0.8]];
    return `${JSON.stringify({ uri: join(photos, uri), ...(truth ? { label, boxes } : {}) })}\n`;
  });
  writeFileSync(file, text.join(''));
  return file;
}

/**
 * One run through Redis and the store, by the server that stands.
 *
 * @param {Awaited<ReturnType<typeof openServer>>} server @param {string} model @param {string} manifest @param {string[]} more
 */
async function endToEnd(server, model, manifest, ...more) {
  const waits = async () => [
    await server.workerMetric('camfleet_network_busy_seconds_total'),
    await server.workerMetric('camfleet_network_starved_seconds_total'),
  ];
  const [busyBefore = 0, starvedBefore = 0] = await waits();
  const args = ['--server', server.origin, '--shard-size', '64', '--watch', '--json', ...more];
  const answer = await camfleet(['submit', manifest, '--model', model, ...args]);
  const { run, imagesPerSecond, images } = JSON.parse(answer);
  if (images.ok !== images.total) throw new Error(`of ${images.total} images ${images.ok} were ok`);
  const [busy = 0, starved = 0] = await waits();
  await server.checkWorker();
  const commits = join(store, 'runs', run, 'commits');
  const timings = readdirSync(commits).map(
    (file) => JSON.parse(readFileSync(join(commits, file), 'utf8')).timings,
  );
  const padded = timings.reduce((sum, { paddedImages }) => sum + paddedImages, 0);
  return {
    imagesPerSecond,
    waited: (starved - starvedBefore) / (busy + starved - busyBefore - starvedBefore),
    padded: padded / (padded + images.total),
    bytes: timings.reduce((sum, { fetchedBytes }) => sum + fetchedBytes, 0),
  };
}

/** @param {string[]} args */
async function camfleet(args) {
  const child = spawn(process.execPath, [join(root, 'services/cli/bin/camfleet.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endedAtEnd(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`camfleet ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

/** @param {{ cores: number, models: Awaited<ReturnType<typeof measureModel>>[] }} result */
function table({ cores, models }) {
  const judged = (/** @type {number} */ share, /** @type {number} */ limit) =>
    `${share.toFixed(3)} (expected ≥ ${limit}) ${share >= limit ? 'ok' : 'SHORT'}`;
  const lines = models.flatMap((m) => [
    `${m.model}, batches of ${m.batch}, ${cores} cores, images/s`,
    `  a  the plain network alone            ${m.forward}`,
    `  b  as workers run it, maps fused in   ${m.fused}   b/a ${judged(m.shares.fused, expected.fused)}`,
    `  c  decoding alone                     ${m.decode}`,
    `  d  the limit of both                  ${m.limit}`,
    `  e  end to end                         ${m.endToEnd}   e/d ${judged(m.shares.endToEnd, expected.endToEnd)}`,
    `     with truth, boxes and metrics      ${m.endToEndWithTruth}   e/d ${judged(m.shares.endToEndWithTruth, expected.endToEnd)}`,
    `  f  end to end, classes only           ${m.classifyOnly}   e/f ${judged(m.shares.classifyOnly, expected.classifyOnly)}`,
    `     the network waited for input ${(m.networkWaited * 100).toFixed(1)} % of its time, padding ${(m.padding * 100).toFixed(1)} %, ${m.megabytesRead} MB read`,
    '',
  ]);
  return `${lines.join('\n')}\n`;
}
