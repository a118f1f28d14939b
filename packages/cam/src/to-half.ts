/** Bits of the smallest float32 that rounds to infinity in half precision: 65520. */
const overflowBits = 0x477ff000;
/** Bits of the smallest normal half, 2^-14, in float32. */
const smallestNormalBits = 0x38800000;
/** Difference of the exponent biases, 127 − 15, in place. */
const rebiasBits = 112 << 23;

/** `bits` shifted right by `places`, rounded to nearest, ties to even. */
const shiftRounded = (bits: number, places: number): number =>
  (bits + (1 << (places - 1)) - 1 + ((bits >>> places) & 1)) >>> places;

/** Magnitude bits of a float32 (sign cleared) to those of the nearest half. */
function halfMagnitude(bits: number): number {
  // A NaN keeps the upper part of its payload, but never so little that it would read as infinity.
  if (bits > 0x7f800000) return 0x7c00 | ((bits >>> 13) & 0x3ff || 0x200);
  if (bits >= overflowBits) return 0x7c00;
  if (bits >= smallestNormalBits) return shiftRounded(bits - rebiasBits, 13);
  // Subnormal: the significand in units of 2^-24. Beyond 25 places even the largest one rounds to 0.
  const places = 126 - (bits >>> 23);
  return places > 25 ? 0 : shiftRounded((bits & 0x7fffff) | 0x800000, places);
}

/**
 * Float32 to half precision (IEEE 754 binary16), rounded to nearest, ties to even; from 65520 upwards infinite.
 *
 * @param values [n]
 * @returns [n] bit patterns
 */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(bits.length);
  for (let index = 0; index < bits.length; index++) {
    const value = bits[index]!;
    halves[index] = ((value >>> 16) & 0x8000) | halfMagnitude(value & 0x7fffffff);
  }
  return halves;
}
