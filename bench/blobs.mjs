// @ts-check
/** Maps to measure on: made, not taken from any data set. */

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
export function blobs(side, seed) {
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
