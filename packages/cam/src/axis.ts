/**
 * One axis of the interpolated image. This comment is the definition of interpolation; everything else follows from it.
 *
 * A grid of n samples is stretched over `size` pixels with half-pixel centres and clamped edges. Pixel x lies at
 *
 *     s(x) = clamp((x + 0.5) · n / size − 0.5, 0, n − 1)
 *     i(x) = min(floor(s), max(n − 2, 0))        the cell: between samples i and i + 1
 *     f(x) = s − i                               the fraction of the way, 0..1
 *
 * and the value between two samples a and b is a + (b − a) · f. A map is interpolated vertically first, then
 * horizontally, in float64, in exactly this order of operations. With n = 1 there is one cell, and b is a.
 *
 * Each operation rounds monotonically, so s is nondecreasing in x, and along one cell, where a and b are fixed,
 * the value is monotone in x: in floating point too, not only on paper. The kernels rest on that.
 */
export type Axis = {
  /** Number of pixels. */
  readonly size: number;
  /** Number of cells: max(n − 1, 1). */
  readonly cells: number;
  /** [cells + 1]: cell c holds the pixels start[c] <= x < start[c + 1]; it may be empty. */
  readonly start: Int32Array;
  /** [size]: f(x). */
  readonly fraction: Float64Array;
};

/** Positions of `size` pixels over n samples. */
export function axis(n: number, size: number): Axis {
  const cells = Math.max(n - 1, 1);
  const start = new Int32Array(cells + 1);
  const fraction = new Float64Array(size);
  let cell = 0;
  for (let x = 0; x < size; x++) {
    const s = Math.min(Math.max(((x + 0.5) * n) / size - 0.5, 0), n - 1);
    const i = Math.min(Math.floor(s), Math.max(n - 2, 0));
    while (cell < i) start[++cell] = x;
    fraction[x] = s - i;
  }
  while (cell < cells) start[++cell] = size;
  return { size, cells, start, fraction };
}
