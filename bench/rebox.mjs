// How fast boxes are drawn anew from the maps of a run, without the network: as the summary says it, from the first
// shard's start to the last commit; without start-up, once every process has been at it for a second and its code is
// compiled; and the whole command, from the shell and back. Medians of several commands.
//
//   node bench/rebox.mjs [--json] [--images 12000] [--rounds 5] [--policy paper-20]
// @ts-check
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cleanUp, temporaryFolder } from './clean-up.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    images: { type: 'string', default: '12000' },
    rounds: { type: 'string', default: '5' },
    policy: { type: 'string', default: 'paper-20' },
  },
});
const expected = 3_000;
const root = fileURLToPath(new URL('..', import.meta.url));
const assets = resolve(root, process.env.CAMFLEET_ASSETS ?? '../shared');
const photos = join(assets, 'data/photos-100');
const folder = temporaryFolder('bench');
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

/** Images/s from the first commit after a second of work to the last one. @param {string} commits */
function steadyRate(commits) {
  const ends = readdirSync(commits)
    .map((name) => JSON.parse(readFileSync(join(commits, name), 'utf8')))
    .map(({ timings, counts }) => {
      const start = Date.parse(timings.startedAt);
      return { start, end: start + timings.seconds * 1_000, images: counts.ok + counts.failed };
    })
    .toSorted((a, b) => a.end - b.end);
  const warmAt = Math.min(...ends.map(({ start }) => start)) + 1_000;
  const warm = ends.filter(({ end }) => end >= warmAt);
  const [first, last] = [warm[0], warm.at(-1)];
  // What was committed first was begun before: its end is where the clock starts.
  if (first === undefined || last === undefined || first === last) return Number.NaN;
  return warm.slice(1).reduce((sum, one) => sum + one.images, 0) / ((last.end - first.end) / 1_000);
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
  const rounds = Array.from({ length: Number(flags.rounds) }, () => {
    const from = performance.now();
    const summary = camfleet(['rebox', run, '--policy', flags.policy]);
    const seconds = (performance.now() - from) / 1_000;
    const steady = steadyRate(join(store, 'runs', summary.run, 'commits'));
    return { imagesPerSecond: summary.imagesPerSecond, steady, command: images / seconds };
  });
  /** @param {'imagesPerSecond' | 'steady' | 'command'} figure */
  const median = (figure) =>
    Math.round(rounds.map((round) => round[figure]).toSorted((a, b) => a - b)[rounds.length >> 1] ?? 0);
  const result = {
    cores: availableParallelism(),
    images,
    policy: flags.policy,
    imagesPerSecond: median('imagesPerSecond'),
    withoutStartUp: median('steady'),
    wholeCommand: median('command'),
    expected,
  };
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(result)}\n`
      : `${images} images of 500x375, top-5 maps, ${flags.policy}: ${result.imagesPerSecond} images/s (expected ≥ ${expected} on two cores), without start-up ${result.withoutStartUp}, the whole command ${result.wholeCommand}\n`,
  );
} finally {
  await cleanUp();
}
