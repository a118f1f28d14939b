// What the size of the input and the policy cost and bring: figures of 300 validation images, and speed.
//
//   node bench/accuracy.mjs [--json] [--rounds 5] [--sizes 224,320] [--models mobilenet-v2,squeezenet-1.1]
//
// Prints the table of README.md. Networks and images are those of CAMFLEET_ASSETS (default ../shared beside the
// repository). Figures count right ones of the images, which are too few and too small to speak of ImageNet. Every round
// measures every network at every size, one after the other, so that a machine whose speed drifts drifts for all of them:
// a speed is set beside that at the first size in the same round, and the median of the rounds is printed.
// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { shareCores } from '@camfleet/inference';
import { cleanUp, temporaryFolder } from './clean-up.mjs';
import { openLanes } from './open-lanes.mjs';
import { median } from './timing.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '224,320' },
    models: { type: 'string', default: 'mobilenet-v2,squeezenet-1.1' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const assets = resolve(root, process.env.CAMFLEET_ASSETS ?? '../shared');
const manifest = join(assets, 'data/ilsvrc-val-300/manifest.jsonl');
const sizes = flags.sizes.split(',').map(Number);
const policies = ['paper-20', 'heuristic-221'];
const batch = 16;
/** Images that a round sends through a network alone. */
const forwardImages = 192;
const folder = temporaryFolder('bench');
const store = join(folder, 'store');

try {
  const cases = [];
  for (const model of flags.models.split(','))
    for (const side of sizes) cases.push(await prepare(model, side));
  for (let i = 0; i < Number(flags.rounds); i += 1) {
    for (const one of cases) {
      one.forward.push(await one.network.rate(Math.ceil(forwardImages / batch / one.lanes)));
      one.runs.push(camfleet(['run', manifest, '--model', one.name]));
    }
    process.stderr.write(`round ${i + 1} of ${flags.rounds}\n`);
  }
  const result = { cores: availableParallelism(), ...report(cases) };
  await Promise.all(cases.map(({ network }) => network.close()));
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : table(result));
} finally {
  await cleanUp();
}

/** A network at one size, and what will be measured of it. @param {string} model @param {number} side */
async function prepare(model, side) {
  const name = `${model}-${side}`;
  const file = join(assets, `models/${model}.onnx`);
  const { version, map } = camfleet(['models', 'prepare', file, '--size', `${side}`, '--name', name]);
  const graph = readFileSync(join(store, 'models', name, version, 'model.onnx'));
  const { lanes, threads } = shareCores(availableParallelism(), 'cpu');
  const network = await openLanes({ graph, kind: 'fused', batch, lanes, threads, side });
  /** @type {number[]} */
  const forward = [];
  /** @type {any[]} */
  const runs = [];
  return { model, side, name, map: `${map.width}x${map.height}`, lanes, network, forward, runs };
}

/** @param {Awaited<ReturnType<typeof prepare>>[]} cases */
function report(cases) {
  const endToEnd = (/** @type {(typeof cases)[number]} */ { runs }) =>
    runs.map(({ imagesPerSecond }) => imagesPerSecond);
  const rows = cases.flatMap((one) => {
    const { model, side, map, forward, runs } = one;
    const usual = cases.find((other) => other.model === model) ?? one;
    const speed = {
      forward: median([...forward]),
      endToEnd: median(endToEnd(one)),
      forwardRatio: median(forward.map((rate, i) => rate / (usual.forward[i] ?? 0))),
      endToEndRatio: median(endToEnd(one).map((rate, i) => rate / endToEnd(usual)[i])),
    };
    const [paper, ...others] = policies;
    const [first] = runs;
    return [
      { model, side, map, policy: paper, ...speed, accuracy: first.accuracy },
      ...others.map((policy) => {
        const { accuracy } = camfleet(['rebox', first.run, '--policy', policy]);
        return { model, side, map, policy, ...speed, accuracy };
      }),
    ];
  });
  const { evaluated: images, baselines } = rows[0]?.accuracy ?? {};
  return { images, baselines, rows };
}

/** @param {string[]} args */
function camfleet(args) {
  const bin = join(root, 'services/cli/bin/camfleet.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args, '--store', store, '--json'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** @param {{ images: number, baselines: { centre: number, whole: number }, rows: ReturnType<typeof report>['rows'] }} result */
function table({ images, baselines, rows }) {
  const right = (/** @type {number} */ share) => Math.round(share * images);
  const line = (/** @type {(string | number)[]} */ ...cells) => `| ${cells.join(' | ')} |\n`;
  const figures = rows.map(({ model, side, map, policy, forwardRatio, endToEndRatio, accuracy }) =>
    line(
      model,
      side,
      map,
      policy ?? '',
      ...['top1Cls', 'top5Cls', 'top1Loc', 'top5Loc', 'gtKnown', 'maxBoxAcc'].map((key) =>
        right(accuracy[key]),
      ),
      `${(accuracy.maxBoxAccV2 * 100).toFixed(1)} %`,
      forwardRatio?.toFixed(2) ?? '',
      endToEndRatio?.toFixed(2) ?? '',
    ),
  );
  const baseline = (/** @type {string} */ name, /** @type {number} */ share) =>
    line(name, '', '', '', '', '', '', '', right(share), '', '', '', '');
  return [
    `Right, of ${images} validation images; speed beside that at ${sizes[0]}, the network alone and end to end.\n\n`,
    line(
      ...[
        'network',
        'input',
        'map',
        'policy',
        'top-1 class',
        'top-5 class',
        'top-1 localised',
        'top-5 localised',
      ],
      ...['GT-known', 'MaxBoxAcc', 'V2', 'forward', 'end to end'],
    ),
    `|${'---|'.repeat(13)}\n`,
    ...figures,
    baseline('centred box of half the area', baselines.centre),
    baseline('whole image', baselines.whole),
    '\n',
    ...rows
      .filter(({ policy }) => policy === policies[0])
      .map(
        ({ model, side, forward, endToEnd }) =>
          `${model} at ${side}: ${forward?.toFixed(1)} images/s alone, ${endToEnd?.toFixed(1)} end to end\n`,
      ),
  ].join('');
}
