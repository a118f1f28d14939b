/**
 * Value of a pixel inside the cell whose corners start at `corner`: vertically first, then horizontally, as Axis defines.
 *
 * @param map [h, w]
 * @param right 1, or 0 where the map has one column: what leads to the corner on the right
 * @param down w, or 0 where the map has one row
 * @param fy the pixel's fraction of the way down
 * @param fx and to the right
 */
export function cellValue(
  map: Float32Array,
  corner: number,
  right: number,
  down: number,
  fy: number,
  fx: number,
): number {
  const topLeft = map[corner]!;
  const topRight = map[corner + right]!;
  const a = topLeft + (map[corner + down]! - topLeft) * fy;
  const b = topRight + (map[corner + right + down]! - topRight) * fy;
  return a + (b - a) * fx;
}
