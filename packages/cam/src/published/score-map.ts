import { resizeCubic } from './resize-cubic.js';

/** Side of the square grid on which the published convention judges, in pixels. */
export const publishedSide = 224;

/** Min-max normalised in place, in float32; all zeros where the map is constant or holds a NaN. */
function normalise(map: Float32Array): Float32Array {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < map.length; i++) {
    least = Math.min(least, map[i]!);
    most = Math.max(most, map[i]!);
  }
  if (Number.isNaN(least) || least === most) return map.fill(0);
  const range = Math.fround(most - least);
  for (let i = 0; i < map.length; i++) map[i] = Math.fround(map[i]! - least) / range;
  return map;
}

/**
 * The map that the published convention judges: resized to its grid by cubic interpolation, then min-max normalised. As
 * float64 these values are what its files hold.
 *
 * @param map [h, w], raw; its scale and offset do not matter
 * @returns [publishedSide, publishedSide], 0..1
 */
export const publishedMap = (map: Float32Array, h: number, w: number): Float32Array =>
  normalise(resizeCubic(map, h, w, publishedSide, publishedSide));

/**
 * Values 0..1 to 0..255, towards 0. A float32 map is multiplied in float32, as it is where the convention's own program
 * makes the map; a float64 one in float64, as where the map is read from a file.
 */
export function quantised(map: Float32Array | Float64Array): Uint8Array {
  const single = map instanceof Float32Array;
  const levels = new Uint8Array(map.length);
  for (let i = 0; i < map.length; i++) {
    const value = map[i]! * 255;
    levels[i] = single ? Math.fround(value) : value;
  }
  return levels;
}

/** The highest level of a quantised map. */
export function highestLevel(levels: Uint8Array): number {
  let highest = 0;
  for (let i = 0; i < levels.length; i++) highest = Math.max(highest, levels[i]!);
  return highest;
}
