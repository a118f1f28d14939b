// @ts-check
/**
 * Milliseconds from a raw map to its `paper-20` box, maximum included: by spans, as the product does it, and densely, as
 * well as that can be done. Both on the same maps, in turn, in one run; medians; the boxes are compared.
 *
 *     node bench/boxes.mjs [--json]
 */
import { findPolicy, locate } from '@camfleet/cam';
import { denseBox } from './dense-boxes.mjs';

const images = /** @type {const} */ ([
  [224, 224],
  [500, 375],
  [4000, 3000],
]);
const sides = [7, 14];
/** What is expected at 500×375, and of 4000×3000 against it. */
const limits = { timesFasterAtLeast: 20, largeAtMost: 12 };
const policy = /** @type {import('@camfleet/cam').BoxPolicy} */ (findPolicy('paper-20'));

/** A small generator of numbers 0..1 that repeats with its seed. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A map as networks make them: one to three smooth blobs, partly outside, over a weak and partly negative background.
 *
 * @param {number} side
 * @param {number} seed
 */
function blobs(side, seed) {
  const next = random(seed);
  const map = Float32Array.from({ length: side * side }, () => 1.5 * (next() - 0.6));
  for (let blob = 1 + Math.floor(next() * 3); blob > 0; blob--) {
    const [x0, y0, height] = [side * (1.2 * next() - 0.1), side * (1.2 * next() - 0.1), 4 + 12 * next()];
    const [across, down] = [side * (0.1 + 0.2 * next()), side * (0.1 + 0.2 * next())];
    for (let i = 0; i < map.length; i++) {
      const [x, y] = [((i % side) + 0.5 - x0) / across, (Math.floor(i / side) + 0.5 - y0) / down];
      map[i] += height * Math.exp(-(x * x + y * y) / 2);
    }
  }
  return map;
}

/** @param {number[]} times */
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

/**
 * Milliseconds a call of `work` over all maps.
 *
 * @param {readonly Float32Array[]} maps
 * @param {number} rounds how often all maps are worked on, so that the clock's grain does not matter
 * @param {(map: Float32Array) => unknown} work
 */
function timed(maps, rounds, work) {
  const from = performance.now();
  for (let round = 0; round < rounds; round++) for (const map of maps) work(map);
  return (performance.now() - from) / (rounds * maps.length);
}

/**
 * @param {readonly [number, number]} image
 * @param {number} side
 */
function measure([width, height], side) {
  const large = width * height > 1e6;
  const maps = Array.from({ length: large ? 6 : 40 }, (_, seed) => blobs(side, seed + 1));
  const bySpans = (/** @type {Float32Array} */ map) => locate(map, side, side, width, height, policy);
  const densely = (/** @type {Float32Array} */ map) => denseBox(map, side, side, width, height, 0.2);
  for (const map of maps) {
    const [spans, dense] = [JSON.stringify(bySpans(map)), JSON.stringify(densely(map))];
    if (spans !== dense) throw new Error(`${width}×${height}, ${side}×${side}: ${spans} is not ${dense}`);
  }
  /** @type {{ dense: number[], spans: number[] }} */
  const times = { dense: [], spans: [] };
  // The first rounds warm the compiler up and are dropped.
  for (let turn = -3; turn < (large ? 7 : 31); turn++) {
    const [dense, spans] = [timed(maps, 1, densely), timed(maps, large ? 10 : 25, bySpans)];
    if (turn < 0) continue;
    times.dense.push(dense);
    times.spans.push(spans);
  }
  return {
    image: [width, height],
    map: [side, side],
    denseMs: median(times.dense),
    spansMs: median(times.spans),
  };
}

const cases = images.flatMap((image) => sides.map((side) => measure(image, side)));

if (process.argv.includes('--json')) console.log(JSON.stringify({ cases }));
else {
  for (const { image, map, denseMs, spansMs } of cases) {
    const ratio = denseMs / spansMs;
    const middle = cases.find((one) => one.image[0] === 500 && one.map[0] === map[0]);
    const cost = middle === undefined ? Number.NaN : spansMs / middle.spansMs;
    const size = `${image.join('×')}, map ${map.join('×')}`.padEnd(24);
    const figures = `dense ${denseMs.toFixed(3).padStart(8)} ms, spans ${spansMs.toFixed(4)} ms: ${ratio.toFixed(1)} times faster`;
    const limit =
      image[0] === 500
        ? ` (expected: at least ${limits.timesFasterAtLeast})`
        : image[0] === 4000
          ? `, ${cost.toFixed(1)} × the cost at 500×375 (expected: at most ${limits.largeAtMost})`
          : '';
    console.log(`${size} ${figures}${limit}`);
  }
  console.log('Every box was the same both ways.');
}
