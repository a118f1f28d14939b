// How fast boxes are drawn anew from the maps of a run, without the network.
//
//   node bench/rebox.mjs [--json] [--images 3000] [--rounds 5] [--policy paper-20]
// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    images: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '5' },
    policy: { type: 'string', default: 'paper-20' },
  },
});
const expected = 3_000;
const root = fileURLToPath(new URL('..', import.meta.url));
const assets = resolve(root, process.env.CAMFLEET_ASSETS ?? '../shared');
const photos = join(assets, 'data/photos-100');
const folder = mkdtempSync(join(tmpdir(), 'camfleet-bench-'));
const store = join(folder, 'store');

/** @param {string[]} args */
function camfleet(args) {
  const bin = join(root, 'services/cli/bin/camfleet.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args, '--store', store, '--json'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

try {
  // The photographs of 500 x 375 alone, over and over.
  const rows = readFileSync(join(photos, 'manifest.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const usual = rows.filter(({ width, height }) => width === 500 && height === 375);
  const images = Number(flags.images);
  const manifest = join(folder, 'manifest.jsonl');
  const lines = Array.from(
    { length: images },
    (_, i) => `${JSON.stringify({ uri: join(photos, usual[i % usual.length].uri) })}\n`,
  );
  writeFileSync(manifest, lines.join(''));
  const { run } = camfleet(['run', manifest, '--model', join(assets, 'models/mobilenet-v2.onnx')]);
  const rates = Array.from(
    { length: Number(flags.rounds) },
    () => camfleet(['rebox', run, '--policy', flags.policy]).imagesPerSecond,
  );
  const imagesPerSecond = Math.round(rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0);
  const result = { cores: availableParallelism(), images, policy: flags.policy, imagesPerSecond };
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(result)}\n`
      : `${images} images of 500x375, top-5 maps, ${flags.policy}: ${imagesPerSecond} images/s (expected ≥ ${expected} on two cores)\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
