// @ts-check
/**
 * The dense way to the box of `paper-20`: every pixel of the interpolated image, as fast as it can be written. It is what
 * the spans are measured against: separable interpolation, a cell at a time, in typed arrays kept between calls; the
 * maximum from the cells' ends; pixels read once more, as runs; labels (union-find) given to runs, not to pixels. To
 * interpolate a second time instead of keeping the image was slower.
 */

/** @typedef {readonly [number, number, number, number]} Box */

/**
 * Where the pixels of one axis lie between n samples (half-pixel centres, edges clamped).
 *
 * @param {number} n
 * @param {number} size
 */
function positions(n, size) {
  const cells = Math.max(n - 1, 1);
  const cell = new Int32Array(size);
  const start = new Int32Array(cells + 1).fill(size);
  const fraction = new Float64Array(size);
  for (let x = 0; x < size; x++) {
    const s = Math.min(Math.max(((x + 0.5) * n) / size - 0.5, 0), n - 1);
    cell[x] = Math.min(Math.floor(s), Math.max(n - 2, 0));
    fraction[x] = s - cell[x];
  }
  for (let x = size - 1; x >= 0; x--) start[cell[x]] = x;
  for (let c = cells - 1; c >= 0; c--) start[c] = Math.min(start[c], start[c + 1]);
  return { cell, start, fraction };
}

let image = new Float64Array(0);
let rowOf = new Int32Array(0);
let ends = new Int32Array(0);
let parent = new Int32Array(0);
let key = '';
/** @type {{ cell: Int32Array, start: Int32Array, fraction: Float64Array }} */
let rows;
/** @type {{ cell: Int32Array, start: Int32Array, fraction: Float64Array }} */
let columns;

/**
 * Interpolates the whole image and returns its maximum.
 *
 * @param {Float32Array} map
 * @param {number} h
 * @param {number} w
 * @param {number} width
 * @param {number} height
 */
function interpolate(map, h, w, width, height) {
  const pixels = image;
  const values = new Float64Array(w + 1);
  const { start, fraction } = columns;
  let best = Number.NEGATIVE_INFINITY;
  let row = 0;
  for (let y = 0; y < height; y++, row += width) {
    const above = rows.cell[y] * w;
    const below = h > 1 ? above + w : above;
    const f = rows.fraction[y];
    for (let c = 0; c < w; c++) values[c] = map[above + c] + (map[below + c] - map[above + c]) * f;
    values[w] = values[w - 1];
    for (let c = 0; c + 1 < start.length; c++) {
      const a = values[c];
      const d = values[c + 1] - a;
      const end = start[c + 1];
      if (start[c] === end) continue;
      for (let x = start[c]; x < end; x++) pixels[row + x] = a + d * fraction[x];
      // Along a cell the value is monotone: one of its ends is its maximum.
      best = Math.max(best, pixels[row + start[c]], pixels[row + end - 1]);
    }
  }
  return best;
}

/** @param {number} one */
function rootOf(one) {
  let root = one;
  while (parent[root] !== root) root = parent[root] = parent[parent[root]];
  return root;
}

/**
 * The runs of pixels >= threshold of the interpolated image, labelled (8-connected); the box of the largest component.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} threshold
 * @returns {Box | null}
 */
function largest(width, height, threshold) {
  const pixels = image;
  let runs = 0;
  let above = 0;
  let aboveEnd = 0;
  for (let y = 0; y < height; y++) {
    const first = runs;
    const row = y * width;
    const end = row + width;
    let other = above;
    for (let at = row; at < end; ) {
      while (at < end && pixels[at] < threshold) at++;
      if (at === end) break;
      const from = at - row;
      while (at < end && pixels[at] >= threshold) at++;
      const to = at - row;
      ends[2 * runs] = from;
      ends[2 * runs + 1] = to;
      while (other < aboveEnd && ends[2 * other + 1] < from) other++;
      let root = runs;
      parent[runs] = runs;
      for (let touch = other; touch < aboveEnd && ends[2 * touch] <= to; touch++) {
        const found = rootOf(touch);
        if (found < root) {
          parent[root] = found;
          root = found;
        } else parent[found] = root;
      }
      rowOf[runs++] = y;
    }
    above = first;
    aboveEnd = runs;
  }
  return boxOfLargest(runs);
}

let sums = new Int32Array(0);

/**
 * @param {number} runs
 * @returns {Box | null}
 */
function boxOfLargest(runs) {
  let best = -1;
  for (let run = 0; run < runs; run++) sums[run] = 0;
  for (let run = 0; run < runs; run++) sums[rootOf(run)] += ends[2 * run + 1] - ends[2 * run];
  for (let run = 0; run < runs; run++) if (sums[run] > (best < 0 ? 0 : sums[best])) best = run;
  if (best < 0) return null;
  let left = Number.POSITIVE_INFINITY;
  let right = 0;
  let bottom = 0;
  for (let run = best; run < runs; run++) {
    if (rootOf(run) !== best) continue;
    left = Math.min(left, ends[2 * run]);
    right = Math.max(right, ends[2 * run + 1]);
    bottom = rowOf[run] + 1;
  }
  return [left, rowOf[best], right, bottom];
}

/**
 * The box of the largest 8-connected component of the pixels that reach `share` of the maximum; null where there is none.
 *
 * @param {Float32Array} map [h, w]
 * @param {number} h
 * @param {number} w
 * @param {number} width
 * @param {number} height
 * @param {number} share
 * @returns {Box | null}
 */
export function denseBox(map, h, w, width, height, share) {
  const shape = `${h} ${w} ${width} ${height}`;
  if (shape !== key) {
    key = shape;
    rows = positions(h, height);
    columns = positions(w, width);
    const most = height * Math.ceil(width / 2);
    image = new Float64Array(width * height);
    ends = new Int32Array(2 * most);
    rowOf = new Int32Array(most);
    parent = new Int32Array(most);
    sums = new Int32Array(most);
  }
  const maximum = interpolate(map, h, w, width, height);
  return maximum > 0 ? largest(width, height, share * maximum) : null;
}
