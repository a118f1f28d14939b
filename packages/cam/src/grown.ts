/** `into`, longer than `from`, with the values of `from` at its beginning. */
export function grown<T extends Int32Array | Float64Array>(into: T, from: T): T {
  into.set(from);
  return into;
}
