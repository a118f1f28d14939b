/**
 * Value of a pixel of cell (i, j), at fraction fy of the way down it and fx of the way to the right: vertically first, then
 * horizontally, as Axis defines.
 *
 * @param map [h, w]
 */
export function cellValue(
  map: Float32Array,
  h: number,
  w: number,
  i: number,
  j: number,
  fy: number,
  fx: number,
): number {
  const corner = i * w + j;
  const right = w > 1 ? 1 : 0;
  const down = h > 1 ? w : 0;
  const topLeft = map[corner]!;
  const topRight = map[corner + right]!;
  const a = topLeft + (map[corner + down]! - topLeft) * fy;
  const b = topRight + (map[corner + right + down]! - topRight) * fy;
  return a + (b - a) * fx;
}
