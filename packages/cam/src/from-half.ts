/** Units of a subnormal half. */
const subnormalUnit = 2 ** -24;

/**
 * Half precision (IEEE 754 binary16) to float32, exactly; a NaN keeps its payload.
 *
 * @param halves [n] bit patterns
 * @returns [n]
 */
export function fromHalf(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let index = 0; index < halves.length; index++) {
    const half = halves[index]!;
    const sign = (half & 0x8000) << 16;
    const exponent = (half >>> 10) & 0x1f;
    const significand = half & 0x3ff;
    if (exponent === 0) values[index] = (sign === 0 ? 1 : -1) * significand * subnormalUnit;
    else bits[index] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (significand << 13);
  }
  return values;
}
