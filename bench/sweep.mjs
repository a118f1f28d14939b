// @ts-check
/**
 * Milliseconds a map for all thresholds of the grid, at 500×375: the sweep behind MaxBoxAcc, beside a box at each
 * threshold by itself. In turn, in one run, medians; the answers are compared.
 *
 *     node bench/sweep.mjs [--json]
 */
import { bestIou, findPolicy, gridSize, hitCurves, hitsOf, locate } from '@camfleet/cam';
import { blobs } from './blobs.mjs';
import { median, timed } from './timing.mjs';

const [width, height] = [500, 375];
/** What is expected of the sweep. */
const limitMs = 3;
const paper20 = /** @type {import('@camfleet/cam').BoxPolicy} */ (findPolicy('paper-20'));
const policies = Array.from({ length: gridSize }, (_, i) => ({
  ...paper20,
  rule: /** @type {const} */ ({
    kind: 'largest-component',
    shareOfMaximum: i / gridSize,
    connectivity: 8,
  }),
}));
/** @type {readonly [number, number, number, number][]} */
const truths = [[120, 80, 380, 300]];

/** @param {number} side */
function measure(side) {
  const maps = Array.from({ length: 20 }, (_, seed) => blobs(side, seed + 1));
  const sweep = (/** @type {Float32Array} */ map) => hitCurves(map, side, side, width, height, truths);
  const oneByOne = (/** @type {Float32Array} */ map) =>
    policies.map((policy) => bestIou(locate(map, side, side, width, height, policy), truths) >= 0.5);
  for (const map of maps.slice(0, 5)) {
    const hits = hitsOf(sweep(map), 'largest50');
    if (oneByOne(map).some((hit, i) => Number(hit) !== hits[i]))
      throw new Error('the sweep and the boxes disagree');
  }
  /** @type {{ sweep: number[], oneByOne: number[] }} */
  const times = { sweep: [], oneByOne: [] };
  for (let turn = -2; turn < 21; turn++) {
    const [swept, single] = [timed(maps, 2, sweep), timed(maps.slice(0, 1), 1, oneByOne)];
    if (turn < 0) continue;
    times.sweep.push(swept);
    times.oneByOne.push(single);
  }
  return {
    image: [width, height],
    map: [side, side],
    thresholds: gridSize,
    sweepMs: median(times.sweep),
    oneByOneMs: median(times.oneByOne),
  };
}

const cases = [7, 14].map(measure);
if (process.argv.includes('--json')) console.log(JSON.stringify({ cases }));
else
  for (const { map, thresholds, sweepMs, oneByOneMs } of cases) {
    const figures = `sweep ${sweepMs.toFixed(2)} ms, one by one ${oneByOneMs.toFixed(1)} ms`;
    const limit = ` (expected of the sweep: at most ${limitMs} ms)`;
    console.log(`500×375, map ${map.join('×')}, ${thresholds} thresholds: ${figures}${limit}`);
  }
