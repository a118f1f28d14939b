// Global average against global max pooling, and policies against baselines, on scenes that neither network ever saw:
// the comparison of the paper, measured by camfleet run and rebox themselves.
//
//   node bench/demo-model.mjs [--json] [--scenes 1000]
// @ts-check
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtInModels, families, loadDrawings, writeScenes } from '@camfleet/demo-model';
import { encodeJpeg, rasterise } from '@camfleet/imaging';
import { cleanUp, temporaryFolder } from './clean-up.mjs';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean', default: false }, scenes: { type: 'string', default: '1000' } },
});
/** Scenes of no training and of no demo. */
const seed = 1_000_000;
const bin = fileURLToPath(new URL('../services/cli/bin/camfleet.js', import.meta.url));
const folder = temporaryFolder('bench');

/** @param {string[]} args */
function camfleet(args) {
  const all = [bin, ...args, '--store', join(folder, 'store'), '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const figures = /** @type {const} */ ([
  ['top-1 class', 'top1Cls'],
  ['top-5 class', 'top5Cls'],
  ['top-1 localised', 'top1Loc'],
  ['top-5 localised', 'top5Loc'],
  ['GT-known box', 'gtKnown'],
  ['at the best threshold', 'maxBoxAcc'],
  ['that threshold, of the maximum', 'maxBoxAccThreshold'],
  ['MaxBoxAccV2', 'maxBoxAccV2'],
  ['mean IoU', 'meanIou'],
  ['pointing game', 'pointingGame'],
]);

try {
  const drawings = await loadDrawings(families.heldOut, rasterise);
  const count = Number(flags.scenes);
  const manifest = join(folder, 'manifest.jsonl');
  await writeScenes({
    drawings,
    seed,
    count,
    encode: encodeJpeg,
    put: (name, bytes) => writeFile(join(folder, name), bytes),
  });
  const results = Object.entries(builtInModels).flatMap(([pool, model]) => {
    const { run, accuracy } = camfleet(['run', manifest, '--model', model]);
    const other = camfleet(['rebox', run, '--policy', 'heuristic-221']).accuracy;
    return [
      { pool, policy: 'paper-20', accuracy },
      { pool, policy: 'heuristic-221', accuracy: other },
    ];
  });
  process.stdout.write(
    flags.json ? `${JSON.stringify({ scenes: count, seed, results })}\n` : table(count, results),
  );
} finally {
  await cleanUp();
}

/**
 * @param {number} count
 * @param {{ pool: string, policy: string, accuracy: any }[]} results
 */
function table(count, results) {
  /** @param {number | null} share */
  const percent = (share) => (share === null ? '' : (100 * share).toFixed(1));
  const { baselines } = results[0].accuracy;
  const row = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [
    `${count} scenes; % that are right`,
    '',
    row(['', ...results.map(({ pool, policy }) => `${pool}, ${policy}`)]),
    row(['---', ...results.map(() => '---')]),
    ...figures.map(([name, key]) => row([name, ...results.map(({ accuracy }) => percent(accuracy[key]))])),
    '',
    `GT-known without a network: centred box of half the area ${percent(baselines.centre)}, whole image ${percent(baselines.whole)}`,
    '',
  ].join('\n');
}
