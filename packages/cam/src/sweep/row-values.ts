/**
 * Vertical interpolation: the values of one image row at the columns of the map, a + (b − a) · f.
 *
 * @param map [h, w]
 * @param cell the row's cell: between map rows `cell` and `cell + 1`
 * @param f the row's fraction within the cell
 * @param values [w + 1], written; the last value is repeated, so that a map of one column has a right neighbour
 */
export function rowValues(
  map: Float32Array,
  h: number,
  w: number,
  cell: number,
  f: number,
  values: Float64Array,
): void {
  const above = cell * w;
  const below = h > 1 ? above + w : above;
  for (let column = 0; column < w; column++) {
    const a = map[above + column]!;
    values[column] = a + (map[below + column]! - a) * f;
  }
  values[w] = values[w - 1]!;
}
