// @ts-check
/**
 * Milliseconds from a raw map to its `paper-20` box, maximum included: by spans, as the product does it, and densely, as
 * well as that can be done. Both on the same maps, in turn, in one run; medians; the boxes are compared.
 *
 *     node bench/boxes.mjs [--json]
 */
import { findPolicy, locate } from '@camfleet/cam';
import { blobs } from './blobs.mjs';
import { denseBox } from './dense-boxes.mjs';
import { median, timed } from './timing.mjs';

const images = /** @type {const} */ ([
  [224, 224],
  [500, 375],
  [4000, 3000],
]);
const sides = [7, 14];
/** What is expected at 500×375, and of 4000×3000 against it. */
const limits = { timesFasterAtLeast: 20, largeAtMost: 12 };
const policy = /** @type {import('@camfleet/cam').BoxPolicy} */ (findPolicy('paper-20'));

/**
 * The work of one case, checked: the same boxes both ways.
 *
 * @param {readonly [number, number]} image
 * @param {number} side
 */
function prepare([width, height], side) {
  const large = width * height > 1e6;
  const maps = Array.from({ length: large ? 4 : 40 }, (_, seed) => blobs(side, seed + 1));
  const spans = (/** @type {Float32Array} */ map) => locate(map, side, side, width, height, policy);
  const dense = (/** @type {Float32Array} */ map) => denseBox(map, side, side, width, height, 0.2);
  for (const map of maps) {
    const [ours, theirs] = [JSON.stringify(spans(map)), JSON.stringify(dense(map))];
    if (ours !== theirs) throw new Error(`${width}×${height}, ${side}×${side}: ${ours} is not ${theirs}`);
  }
  /** @type {number[]} */
  const denseTimes = [];
  /** @type {number[]} */
  const spansTimes = [];
  return { image: [width, height], map: [side, side], large, maps, dense, spans, denseTimes, spansTimes };
}

const prepared = images.flatMap((image) => sides.map((side) => prepare(image, side)));
// All cases take turns, so that a busy moment meets them alike; the first turns warm the compiler up and are dropped.
for (let turn = -2; turn < 25; turn++)
  for (const { large, maps, dense, spans, denseTimes, spansTimes } of prepared) {
    // What is made once an image size is not part of the cost of a map.
    dense(maps[0]);
    spans(maps[0]);
    const [denseMs, spansMs] = [timed(maps, 1, dense), timed(maps, large ? 25 : 20, spans)];
    if (turn < 0) continue;
    denseTimes.push(denseMs);
    spansTimes.push(spansMs);
  }
const cases = prepared.map(({ image, map, denseTimes, spansTimes }) => ({
  image,
  map,
  denseMs: median(denseTimes),
  spansMs: median(spansTimes),
}));

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
