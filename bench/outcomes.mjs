// How fast the outcomes of a large run are shown: what finalise's index costs, and what pages of rows take over HTTP, in
// a server that knows nothing of the run yet and in one that does. Rows are sorted by the worst IoU, with their maps.
//
//   node bench/outcomes.mjs [--json] [--images 100000] [--rounds 20] [--store ./folder|s3://bucket/prefix]
//
// On S3 the variables of the command line are read (S3_ENDPOINT, AWS_ACCESS_KEY_ID, …).
// @ts-check
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDecoder, encodeJpeg } from '@camfleet/imaging';
import { indexOutcomes } from '@camfleet/results';
import { createLogger } from '@camfleet/runtime';
import { accessOf, createSources } from '@camfleet/sources';
import { openStore } from '@camfleet/storage';
import { createServer } from '../services/api/dist/create-server.js';
import { atEnd, cleanUp, temporaryFolder } from './clean-up.mjs';
import { median } from './timing.mjs';
import { writeSyntheticRun } from './write-synthetic-run.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    images: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '20' },
    store: { type: 'string' },
  },
});
/** In ms: a first page of a run that the server has not seen, and every page after it. */
const expected = { first: 1_000, warm: 500 };
const images = Number(flags.images);
const folder = temporaryFolder('bench');
const size = /** @type {const} */ ([500, 375]);
const say = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);
const s3 = {
  region: process.env.S3_REGION ?? 'us-east-1',
  ...(process.env.S3_ENDPOINT === undefined
    ? {}
    : { endpoint: process.env.S3_ENDPOINT, forcePathStyle: true }),
};
const store = await openStore(flags.store ?? join(folder, 'store'), { s3 });
atEnd(() => store.close());

try {
  const pictures = await writePictures(16);
  const run = `bench-${Date.now()}`;
  say(`writing a run of ${images} images …`);
  const { request, model, shards } = await writeSyntheticRun(store, { run, images, pictures, size });
  const from = performance.now();
  const signal = new AbortController().signal;
  await indexOutcomes(store, request, { model, shards, signal });
  const indexSeconds = (performance.now() - from) / 1_000;

  const server = await serve();
  const page = `/v1/runs/${run}/outcomes?sort=iou&maps=true&limit=50`;
  const first = await timed(server, page);
  const pages = await several((i) => timed(server, `${page}&from=${(i * 997 * 50) % images}`));
  const filtered = await several((i) =>
    timed(server, `${page.replace('sort=iou', 'sort=-score')}&outcome=ok&scoreMin=${0.3 + i / 100}`),
  );
  const text = await timed(server, `/v1/runs/${run}/outcomes?q=00077`);
  const facets = await several(() => timed(server, `/v1/runs/${run}/facets`));
  const one = await several((i) => timed(server, `/v1/runs/${run}/outcomes/${i}`));
  const thumbnail = await several((i) => timed(server, `/v1/runs/${run}/outcomes/${i}/image?width=256`));
  const overlay = await several((i) => timed(server, `/v1/runs/${run}/outcomes/${i}/overlay.png`));
  await server.close();
  const result = {
    images,
    store: flags.store === undefined ? 'folder' : 's3',
    indexSeconds,
    firstMs: first,
    pageMs: pages,
    filteredMs: filtered,
    textMs: text,
    facetsMs: facets,
    oneMs: one,
    thumbnailMs: thumbnail,
    overlayMs: overlay,
    expected,
  };
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : table(result));
  if (first > expected.first || pages.median > expected.warm) process.exitCode = 1;
} finally {
  await cleanUp();
}

async function serve() {
  const access = accessOf({ profile: 'guarded', folders: [folder] });
  const sources = createSources({ s3: null, access });
  const decoder = createDecoder({ threads: 1 });
  const stopping = new AbortController();
  const app = await createServer(
    {
      store,
      sources,
      decode: decoder.decode,
      inferenceThreads: 1,
      queues: { refresh: async () => new Map(), close: async () => {} },
      pingRedis: async () => 'PONG',
      readProgress: async () => null,
      tellLook: async () => {},
      stopping: stopping.signal,
    },
    null,
    createLogger('api', 'silent'),
  );
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const close = async () => {
    stopping.abort();
    await app.close();
    await decoder.close();
    await sources.close();
  };
  return { origin, close };
}

/** Milliseconds from asking to the last byte. @param {{ origin: string }} server @param {string} path */
async function timed({ origin }, path) {
  const from = performance.now();
  const answer = await fetch(`${origin}${path}`);
  const body = await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${Buffer.from(body)}`);
  return performance.now() - from;
}

/** @param {(round: number) => Promise<number>} measure */
async function several(measure) {
  const times = [];
  for (let round = 1; round <= Number(flags.rounds); round++) times.push(await measure(round));
  return { median: median([...times]), worst: Math.max(...times) };
}

/** @param {number} count */
async function writePictures(count) {
  const [width, height] = size;
  const names = Array.from({ length: count }, (_, i) => join(folder, `${i}.jpg`));
  for (const [i, name] of names.entries()) {
    const pixels = Uint8ClampedArray.from(
      { length: width * height * 3 },
      (_, at) => 128 + 120 * Math.sin((at / 3 / width) * 0.05 + i) * Math.cos((at % (3 * width)) * 0.01),
    );
    writeFileSync(name, await encodeJpeg({ width, height, pixels }, 90));
  }
  return names;
}

/** @param {Record<string, any>} result */
function table({ images, store: kind, indexSeconds, firstMs, textMs, ...several }) {
  const line = (/** @type {string} */ what, /** @type {number} */ ms, /** @type {number | null} */ worst) =>
    `${what.padEnd(44)}${ms.toFixed(0).padStart(7)} ms${worst === null ? '' : `   worst ${worst.toFixed(0)} ms`}\n`;
  const both = (/** @type {string} */ what, /** @type {string} */ name) =>
    line(what, several[name].median, several[name].worst);
  return [
    `${images} images, on ${kind}; the index took ${indexSeconds.toFixed(1)} s\n`,
    line('first page by IoU with maps, unknown run', firstMs, null),
    both('page by IoU with maps', 'pageMs'),
    both('page of a new filter by score, with maps', 'filteredMs'),
    line('rows with a text in their address or id', textMs, null),
    both('facets', 'facetsMs'),
    both('one row with its maps', 'oneMs'),
    both('thumbnail of 256 pixels', 'thumbnailMs'),
    both('overlay', 'overlayMs'),
  ].join('');
}
