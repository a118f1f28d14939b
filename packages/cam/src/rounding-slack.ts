/**
 * Interpolation in float64 (roundoff 2^-53) is off by at most E, less than 16 roundoffs of the map's largest magnitude.
 * What is decided by more than 8 E on paper is decided the same way in floating point.
 */
const relativeSlack = 2 ** -46;

/** Distance, in units of the map, beyond which no rounding can change a comparison of interpolated values: 8 E. */
export function roundingSlack(map: Float32Array): number {
  let magnitude = 0;
  for (let index = 0; index < map.length; index++) {
    const size = Math.abs(map[index]!);
    if (size > magnitude) magnitude = size;
  }
  return relativeSlack * magnitude;
}
