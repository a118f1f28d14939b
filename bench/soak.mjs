// One worker over many images: does its memory stay where it is, and its event loop free?
//
//   node bench/soak.mjs [--json] [--images 20000] [--model mobilenet-v2]
// @ts-check
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cleanUp, endedAtEnd, temporaryFolder } from './clean-up.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    images: { type: 'string', default: '20000' },
    model: { type: 'string', default: 'mobilenet-v2' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const assets = resolve(root, process.env.CAMFLEET_ASSETS ?? '../shared');
const photos = join(assets, 'data/photos-100');
const images = Number(flags.images);
const expected = { megabytesPer1000: 0.1, eventLoopP99Ms: 50 };
const shardRows = 100;
const folder = temporaryFolder('soak');

/** Resident memory in bytes, page by page of 4 kB. @param {number} pid */
const residentBytes = (pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4_096;

const mean = (/** @type {number[]} */ numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

/**
 * Least squares, and the standard error of that. Samples are averaged by the thousand images first: those beside each other
 * have the collector's state in common and tell little more than one.
 *
 * @param {{ images: number, bytes: number }[]} samples
 */
function slopeOf(samples) {
  const size = 1_000 / shardRows;
  const blocks = Array.from({ length: Math.floor(samples.length / size) }, (_, i) => {
    const block = samples.slice(i * size, (i + 1) * size);
    return { x: mean(block.map(({ images }) => images)), y: mean(block.map(({ bytes }) => bytes)) };
  });
  const [x, y] = [mean(blocks.map((block) => block.x)), mean(blocks.map((block) => block.y))];
  const spread = blocks.reduce((sum, block) => sum + (block.x - x) ** 2, 0);
  const slope = blocks.reduce((sum, block) => sum + (block.x - x) * (block.y - y), 0) / spread;
  const off = blocks.reduce((sum, block) => sum + (block.y - y - slope * (block.x - x)) ** 2, 0);
  return { slope, error: Math.sqrt(off / (blocks.length - 2) / spread) };
}

try {
  const lines = readFileSync(join(photos, 'manifest.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const rows = Array.from({ length: images }, (_, i) => ({
    ...lines[i % lines.length],
    uri: join(photos, lines[i % lines.length].uri),
  }));
  const manifest = join(folder, 'manifest.jsonl');
  writeFileSync(manifest, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const model = join(assets, `models/${flags.model}.onnx`);
  const args = [
    'run',
    manifest,
    '--model',
    model,
    '--store',
    join(folder, 'store'),
    '--shard-size',
    String(shardRows),
    '--json',
    '--debug',
  ];
  const child = spawn(process.execPath, [join(root, 'services/cli/bin/camfleet.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endedAtEnd(child);

  /** @type {{ images: number, bytes: number }[]} */
  const samples = [];
  let eventLoopP99Ms = Number.NaN;
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  const logs = createInterface({ input: child.stderr });
  for await (const line of logs) {
    if (!line.startsWith('{')) continue;
    const entry = JSON.parse(line);
    if (entry.msg === 'worker stopped') eventLoopP99Ms = entry.eventLoopP99Ms;
    if (entry.service !== 'worker' || entry.result !== 'committed') continue;
    const done = (samples.length + 1) * shardRows;
    samples.push({ images: done, bytes: residentBytes(entry.pid) });
    if (done % 1_000 === 0)
      process.stderr.write(`${done} images, ${Math.round(samples.at(-1)?.bytes ?? 0) >> 20} MB\n`);
  }
  const summary = JSON.parse(stdout);
  if (summary.images.ok !== images) throw new Error(`of ${images} images ${summary.images.ok} were ok`);
  const { slope, error } = slopeOf(samples.slice(samples.length / 2));
  const per1000 = (/** @type {number} */ bytes) => (bytes * 1_000) / 2 ** 20;
  const [megabytesPer1000, standardError] = [per1000(slope), per1000(error)];
  const residentMegabytes = (samples.at(-1)?.bytes ?? 0) / 2 ** 20;
  const result = {
    images,
    imagesPerSecond: summary.imagesPerSecond,
    residentMegabytes,
    megabytesPer1000,
    standardError,
    eventLoopP99Ms,
  };
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(result)}\n`
      : [
          `${images} images through one worker, ${summary.imagesPerSecond.toFixed(1)} images/s`,
          `  resident memory at the end   ${residentMegabytes.toFixed(0)} MB`,
          `  its slope over the last half ${megabytesPer1000.toFixed(3)} ± ${standardError.toFixed(3)} MB per 1 000 images (expected ≤ ${expected.megabytesPer1000})`,
          `  event-loop delay, p99        ${eventLoopP99Ms.toFixed(1)} ms (expected < ${expected.eventLoopP99Ms})`,
          '',
        ].join('\n'),
  );
} finally {
  await cleanUp();
}
