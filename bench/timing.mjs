// @ts-check

/** @param {number[]} times */
export const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

/**
 * Milliseconds a call of `work` over all maps.
 *
 * @param {readonly Float32Array[]} maps
 * @param {number} rounds how often all maps are worked on, so that the clock's grain does not matter
 * @param {(map: Float32Array) => unknown} work
 */
export function timed(maps, rounds, work) {
  const from = performance.now();
  for (let round = 0; round < rounds; round++) for (const map of maps) work(map);
  return (performance.now() - from) / (rounds * maps.length);
}
