/** The batch sizes a session is warmed for. */

/** Powers of two up to `largest`, and `largest` itself: a tail of n images is padded to less than twice n. */
export function batchSizes(largest: number): number[] {
  const sizes: number[] = [];
  for (let size = 1; size < largest; size *= 2) sizes.push(size);
  return [...sizes, largest];
}
