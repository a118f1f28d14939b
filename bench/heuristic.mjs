// @ts-check
/**
 * What each part of the code that `heuristic-221` is named after does to the figures: the table of
 * docs/adr/0002-heuristic-221.md, from reference maps of real networks. Dense and slow; it takes a few minutes.
 *
 *     CAMFLEET_ASSETS=../shared node bench/heuristic.mjs
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bestIou, clipBox, drawBoxes, findPolicy, guessBoxes, keepDistinct } from '@camfleet/cam';
import { contours } from '../packages/cam/dist/published/contours.js';

/** @typedef {readonly [number, number, number, number]} Box */
/**
 * Which parts are switched on.
 *
 * @typedef {object} Parts
 * @property {boolean} [strict] `>` instead of `>=`
 * @property {boolean} [eightBits] the map rounded to 0..255 first
 * @property {boolean} [distance] only what is deeper than 10 / 255 of the deepest pixel
 * @property {boolean} [holes] boxes of holes are pooled too
 * @property {boolean} [border] boxes end 5 pixels before the right and the bottom edge
 * @property {boolean} [skip] the pass over a box's smaller ones passes over one behind each that it drops
 */

const assets = process.env.CAMFLEET_ASSETS ?? '../shared';
const levels = [20, 100, 110];

/** @type {readonly (readonly [string, Parts])[]} */
const variants = [
  ['heuristic-221', {}],
  ['strict >', { strict: true }],
  ['8 bits', { strict: true, eightBits: true }],
  ['holes', { holes: true }],
  ['distance transform', { distance: true }],
  ['5-pixel border', { border: true }],
  ['skipping drop', { skip: true }],
  [
    'all of them: the released code',
    { strict: true, eightBits: true, holes: true, distance: true, border: true, skip: true },
  ],
];

/** @param {string} name */
function readNpy(name) {
  const bytes = readFileSync(join(assets, 'reference', name));
  const length = bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, 10 + length);
  const shape = [...(/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '').matchAll(/\d+/g)].map(Number);
  const data = new Uint8Array(bytes.subarray(10 + length)).buffer;
  return { shape, values: header.includes("'<f4'") ? new Float32Array(data) : new Int32Array(data) };
}

/**
 * The interpolated image, half-pixel centres, edges clamped.
 *
 * @param {Float32Array} map @param {number} h @param {number} w @param {number} width @param {number} height
 */
function interpolated(map, h, w, width, height) {
  const at = (/** @type {number} */ x, /** @type {number} */ n, /** @type {number} */ size) => {
    const s = Math.min(Math.max(((x + 0.5) * n) / size - 0.5, 0), n - 1);
    const i = Math.min(Math.floor(s), Math.max(n - 2, 0));
    return { i, f: s - i };
  };
  const image = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const { i, f } = at(y, h, height);
    for (let x = 0; x < width; x++) {
      const { i: j, f: g } = at(x, w, width);
      const [a, b] = [map[i * w + j], map[i * w + j + 1]];
      const [c, d] = [map[(i + 1) * w + j], map[(i + 1) * w + j + 1]];
      const [left, right] = [a + (c - a) * f, b + (d - b) * f];
      image[y * width + x] = left + (right - left) * g;
    }
  }
  return image;
}

/**
 * Squared Euclidean distance of each pixel to the nearest one outside the mask: along columns, then along rows.
 *
 * @param {Uint8Array} mask @param {number} width @param {number} height
 */
function squaredDistances(mask, width, height) {
  const far = width + height;
  const down = new Float64Array(mask.length);
  for (let x = 0; x < width; x++) {
    for (let y = 0, d = far; y < height; y++) {
      d = mask[y * width + x] === 0 ? 0 : d + 1;
      down[y * width + x] = d;
    }
    for (let y = height - 1, d = far; y >= 0; y--) {
      d = mask[y * width + x] === 0 ? 0 : d + 1;
      down[y * width + x] = Math.min(down[y * width + x], d);
    }
  }
  const squared = new Float64Array(mask.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const row = y * width;
      let best = down[row + x] ** 2;
      for (let away = 1; away * away < best; away++) {
        const left = x - away >= 0 ? down[row + x - away] : best;
        const right = x + away < width ? down[row + x + away] : best;
        const near = Math.min(left, right);
        best = Math.min(best, away * away + near * near);
      }
      squared[y * width + x] = best;
    }
  return squared;
}

/**
 * @param {Uint8Array} mask @param {number} width @param {number} height
 * @returns {Uint8Array}
 */
function withoutThinParts(mask, width, height) {
  const depth = squaredDistances(mask, width, height).map(Math.sqrt);
  const deepest = depth.reduce((a, b) => Math.max(a, b), 0);
  for (let i = 0; i < mask.length; i++) mask[i] = depth[i] * 255 > 10 * deepest ? 1 : 0;
  return mask;
}

/**
 * Largest first; after each one that is dropped the next is passed over, as by erasing in a loop over indices.
 *
 * @param {readonly Box[]} boxes
 */
function keepSkipping(boxes) {
  const area = (/** @type {Box} */ [x0, y0, x1, y1]) => (x1 - x0) * (y1 - y0);
  const left = boxes.toSorted((a, b) => area(b) - area(a));
  for (let i = 0; i < left.length; i++)
    for (let j = i + 1; j < left.length; j++) {
      const [a, b] = [left[i], left[j]];
      const across = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
      const down = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
      if (across > 0 && down > 0 && across * down > 0.5 * area(a)) left.splice(j, 1);
    }
  return left;
}

/**
 * @param {Float64Array} image @param {number} width @param {number} height @param {Parts} parts
 * @returns {readonly Box[]}
 */
function draw(image, width, height, { strict, eightBits, distance, holes, border, skip }) {
  let maximum = 0;
  for (const value of image) maximum = Math.max(maximum, value);
  if (maximum === 0) return [];
  const pooled = levels.flatMap((level) => {
    const threshold = (level / 255) * maximum;
    const mask = new Uint8Array(image.length);
    for (let i = 0; i < image.length; i++) {
      const value = image[i];
      const isIn = eightBits
        ? Math.round((Math.max(value, 0) / maximum) * 255) > level
        : strict
          ? value > threshold
          : value >= threshold;
      if (isIn) mask[i] = 1;
    }
    const kept = distance ? withoutThinParts(mask, width, height) : mask;
    return contours(kept, width, height, 0)
      .filter(({ isHole }) => holes || !isHole)
      .toSorted((a, b) => a.top - b.top)
      .map(({ left, top, right, bottom }) => /** @type {Box} */ ([left, top, right + 1, bottom + 1]));
  });
  const clipped = border
    ? pooled.map(
        ([x0, y0, x1, y1]) =>
          /** @type {Box} */ ([x0, y0, Math.min(x1, width - 5), Math.min(y1, height - 5)]),
      )
    : pooled;
  const inside = clipped.filter(([x0, y0, x1, y1]) => x1 > x0 && y1 > y0);
  return skip ? keepSkipping(inside) : keepDistinct(inside, 0.5);
}

/** @param {string} model */
function measure(model) {
  const { shape, values: maps } = readNpy(`ilsvrc-val-300.${model}.maps.npy`);
  const classes = readNpy(`ilsvrc-val-300.${model}.classes.npy`).values;
  const [images, slots, h, w] = shape;
  const rows = readFileSync(join(assets, 'data/ilsvrc-val-300/manifest.jsonl'), 'utf8').trim().split('\n');
  const policy = /** @type {import('@camfleet/cam').BoxPolicy} */ (findPolicy('heuristic-221'));
  const paper = /** @type {import('@camfleet/cam').BoxPolicy} */ (findPolicy('paper-20'));
  const names = ['paper-20', ...variants.map(([name]) => name)];
  const right = new Map(names.map((name) => [name, { gtKnown: 0, top1Loc: 0, top5Loc: 0, moved: 0 }]));
  for (let image = 0; image < images; image++) {
    const { label, boxes, width, height } = JSON.parse(rows[image]);
    const truths = boxes
      .map((/** @type {Box} */ box) => clipBox(box, width, height))
      .filter((/** @type {Box | null} */ box) => box !== null);
    /** @type {Map<string, Map<number, readonly Box[]>>} */
    const drawn = new Map(names.map((name) => [name, new Map()]));
    /** @type {number[]} */
    const found = [];
    for (let slot = image * slots; slot < (image + 1) * slots; slot++) {
      if (classes[slot] < 0) continue;
      found.push(classes[slot]);
      const map = Float32Array.from(maps.subarray(slot * h * w, (slot + 1) * h * w));
      const dense = interpolated(map, h, w, width, height);
      drawn.get('paper-20')?.set(classes[slot], drawBoxes(map, h, w, width, height, paper));
      const own = drawBoxes(map, h, w, width, height, policy);
      for (const [name, parts] of variants) {
        const boxes = name === policy.id ? own : draw(dense, width, height, parts);
        drawn.get(name)?.set(classes[slot], boxes);
        const count = right.get(name);
        if (count && JSON.stringify(boxes.slice(0, 2)) !== JSON.stringify(own.slice(0, 2))) count.moved++;
      }
    }
    for (const [name, byClass] of drawn) {
      const count = /** @type {{ gtKnown: number, top1Loc: number, top5Loc: number }} */ (right.get(name));
      const guesses = guessBoxes(name === 'paper-20' ? paper : policy, found.slice(0, 5), byClass);
      const hits = guesses.map((guess) => guess.label === label && bestIou(guess.box, truths) >= 0.5);
      count.gtKnown += Number(bestIou(byClass.get(label)?.[0] ?? null, truths) >= 0.5);
      count.top1Loc += Number(hits[0]);
      count.top5Loc += Number(hits.some(Boolean));
    }
  }
  return right;
}

for (const model of ['mobilenet-v2', 'squeezenet-1.1']) {
  console.log(
    `\n${model}, right ones of 300; maps whose first two boxes differ from heuristic-221's, of all\n`,
  );
  console.log('| variant | GT-known | top-1 localised | top-5 localised | maps that differ |');
  console.log('|---|---|---|---|---|');
  for (const [name, { gtKnown, top1Loc, top5Loc, moved }] of measure(model))
    console.log(`| ${name} | ${gtKnown} | ${top1Loc} | ${top5Loc} | ${name === 'paper-20' ? '' : moved} |`);
}
