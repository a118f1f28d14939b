/** Half floats as the pairs of bytes that a Parquet file holds, least significant first. */

// A part has thousands of values and no more than these: made when they are first met, and shared from then on.
const knownPairs: (Uint8Array | undefined)[] = new Array(2 ** 16).fill(undefined);

function pairOf(half: number): Uint8Array {
  const pair = knownPairs[half] ?? Uint8Array.of(half & 0xff, half >> 8);
  knownPairs[half] = pair;
  return pair;
}

/** Two bytes an element; they are shared and must not be written to. */
export function toHalfBytes(halves: Uint16Array): Uint8Array[] {
  const pairs = new Array<Uint8Array>(halves.length);
  for (let i = 0; i < halves.length; i++) pairs[i] = pairOf(halves[i]!);
  return pairs;
}

/** The inverse. */
export function fromHalfBytes(pairs: readonly Uint8Array[]): Uint16Array {
  const halves = new Uint16Array(pairs.length);
  for (let i = 0; i < pairs.length; i++) halves[i] = pairs[i]![0]! | (pairs[i]![1]! << 8);
  return halves;
}
