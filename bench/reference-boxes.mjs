// How many boxes of a whole run differ from the independent reference's, and by how much.
//
//   node bench/reference-boxes.mjs [--json]
//
// Two things move a box: pixels (libvips' filter instead of Pillow's) and maps stored in half precision. The second alone
// is counted by the tests of the cam package, on the reference's own maps.
// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { iou } from '@camfleet/cam';
import { readOutcomes } from '@camfleet/results';
import { openStore } from '@camfleet/storage';
import { cleanUp, temporaryFolder } from './clean-up.mjs';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const assets = resolve(root, process.env.CAMFLEET_ASSETS ?? '../shared');
const folder = temporaryFolder('bench');
const models = [];
try {
  for (const model of ['mobilenet-v2', 'squeezenet-1.1']) models.push(await compare(model));
} finally {
  await cleanUp();
}
process.stdout.write(flags.json ? `${JSON.stringify({ models })}\n` : models.map(text).join('\n'));

/** @param {string} model */
async function compare(model) {
  const manifest = join(assets, 'data/ilsvrc-val-300/manifest.jsonl');
  const file = join(assets, `models/${model}.onnx`);
  const args = ['run', manifest, '--model', file, '--store', folder, '--json'];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(root, 'services/cli/bin/camfleet.js'), ...args],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  const reference = readFileSync(join(assets, `reference/ilsvrc-val-300.${model}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const counts = { boxes: 0, equal: 0, within1Pixel: 0, within4Pixels: 0, classNotRanked: 0, meanIou: 0 };
  for await (const outcome of readOutcomes(await openStore(folder), JSON.parse(stdout).run)) {
    if (outcome.outcome !== 'ok') throw new Error(`${outcome.uri} is ${outcome.outcome}`);
    for (const [label, box] of Object.entries(reference[outcome.index].boxes)) {
      const at = outcome.classes.indexOf(Number(label));
      const ours = outcome.boxes[at];
      counts.boxes += 1;
      if (at < 0) counts.classNotRanked += 1;
      if (!ours || !box) continue;
      const gap = Math.max(...ours.map((side, i) => Math.abs(side - box[i])));
      counts.equal += Number(gap === 0);
      counts.within1Pixel += Number(gap <= 1);
      counts.within4Pixels += Number(gap <= 4);
      counts.meanIou += iou(ours, box);
    }
  }
  counts.meanIou /= counts.boxes - counts.classNotRanked;
  return { model, ...counts };
}

/** @param {Awaited<ReturnType<typeof compare>>} counts */
function text({ model, boxes, equal, within1Pixel, within4Pixels, classNotRanked, meanIou }) {
  return [
    `${model}: of ${boxes} boxes of the reference`,
    `  ${equal} are equal, ${within1Pixel} within 1 pixel, ${within4Pixels} within 4`,
    `  ${classNotRanked} are of classes that are not among our first five`,
    `  mean IoU of the others ${meanIou.toFixed(4)}`,
    '',
  ].join('\n');
}
