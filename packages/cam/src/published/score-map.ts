import { resizeCubic } from './resize-cubic.js';

/** Side of the square grid on which the published convention judges, in pixels. */
export const publishedSide = 224;

/** Min-max normalised, in float32; all zeros where the map is constant or holds a NaN. */
function normalised(map: Float32Array): Float32Array {
  const least = map.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = map.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (Number.isNaN(least) || least === most) return new Float32Array(map.length);
  const range = Math.fround(most - least);
  return map.map((value) => Math.fround(value - least) / range);
}

/**
 * The map that the published convention judges: resized to its grid by cubic interpolation, then min-max normalised. As
 * float64 these values are what its files hold.
 *
 * @param map [h, w], raw; its scale and offset do not matter
 * @returns [publishedSide, publishedSide], 0..1
 */
export const publishedMap = (map: Float32Array, h: number, w: number): Float32Array =>
  normalised(resizeCubic(map, h, w, publishedSide, publishedSide));

/**
 * Values 0..1 to 0..255, towards 0. A float32 map is multiplied in float32, as it is where the convention's own program
 * makes the map; a float64 one in float64, as where the map is read from a file.
 */
export function quantised(map: Float32Array | Float64Array): Uint8Array {
  const single = map instanceof Float32Array;
  return Uint8Array.from(map, (value) => (single ? Math.fround(value * 255) : value * 255) | 0);
}
