// One worker over many images: does its memory stay where it is, and its event loop free?
//
//   node bench/soak.mjs [--json] [--images 20000] [--model mobilenet-v2]
// @ts-check
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

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
const folder = mkdtempSync(join(tmpdir(), 'camfleet-soak-'));

/** Resident memory in bytes, page by page of 4 kB. @param {number} pid */
const residentBytes = (pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4_096;

/** Least squares. @param {{ images: number, bytes: number }[]} samples */
function slope(samples) {
  const mean = (/** @type {number[]} */ numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const x = mean(samples.map((sample) => sample.images));
  const y = mean(samples.map((sample) => sample.bytes));
  const above = samples.reduce((sum, sample) => sum + (sample.images - x) * (sample.bytes - y), 0);
  return above / samples.reduce((sum, sample) => sum + (sample.images - x) ** 2, 0);
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
  const shardRows = 100;
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
  const megabytesPer1000 = (slope(samples.slice(samples.length / 2)) * 1_000) / 2 ** 20;
  const residentMegabytes = (samples.at(-1)?.bytes ?? 0) / 2 ** 20;
  const result = {
    images,
    imagesPerSecond: summary.imagesPerSecond,
    residentMegabytes,
    megabytesPer1000,
    eventLoopP99Ms,
  };
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(result)}\n`
      : [
          `${images} images through one worker, ${summary.imagesPerSecond.toFixed(1)} images/s`,
          `  resident memory at the end   ${residentMegabytes.toFixed(0)} MB`,
          `  its slope over the last half ${megabytesPer1000.toFixed(3)} MB per 1 000 images (expected ≤ ${expected.megabytesPer1000})`,
          `  event-loop delay, p99        ${eventLoopP99Ms.toFixed(1)} ms (expected < ${expected.eventLoopP99Ms})`,
          '',
        ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
