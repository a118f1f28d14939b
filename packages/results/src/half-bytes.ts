/** Half floats as the pairs of bytes that a Parquet file holds, least significant first. */

/** One view of two bytes an element. */
export function toHalfBytes(halves: Uint16Array): Uint8Array[] {
  const bytes = new Uint8Array(halves.length * 2);
  const pairs = new Array<Uint8Array>(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    bytes[2 * i] = half & 0xff;
    bytes[2 * i + 1] = half >> 8;
    pairs[i] = bytes.subarray(2 * i, 2 * i + 2);
  }
  return pairs;
}

/** The inverse. */
export function fromHalfBytes(pairs: readonly Uint8Array[]): Uint16Array {
  const halves = new Uint16Array(pairs.length);
  for (let i = 0; i < pairs.length; i++) halves[i] = pairs[i]![0]! | (pairs[i]![1]! << 8);
  return halves;
}
