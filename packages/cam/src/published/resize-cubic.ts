/** The four taps of a cubic (A = −0.75) at fraction f between samples 1 and 2, in float32, one operation at a time. */
function cubicTaps(f: number): [number, number, number, number] {
  const r = Math.fround;
  const a = -0.75;
  const outer = (x: number): number => r(r(r(r(r(r(r(a * x) - 5 * a) * x) + 8 * a) * x) - 4 * a));
  const inner = (x: number): number => r(r(r(r(r(r(a + 2) * x) - (a + 3)) * x) * x) + 1);
  const first = outer(r(f + 1));
  const second = inner(f);
  const third = inner(r(1 - f));
  return [first, second, third, r(r(r(1 - first) - second) - third)];
}

/** For each of `size` pixels its four taps, and the samples they are applied to, clamped to 0 … n − 1. */
function cubicAxis(n: number, size: number): { readonly taps: Float32Array; readonly at: Int32Array } {
  const taps = new Float32Array(4 * size);
  const at = new Int32Array(4 * size);
  for (let x = 0; x < size; x++) {
    const s = Math.fround((x + 0.5) * (1 / (size / n)) - 0.5);
    const i = Math.floor(s);
    taps.set(cubicTaps(Math.fround(s - i)), 4 * x);
    for (let k = 0; k < 4; k++) at[4 * x + k] = Math.min(Math.max(i - 1 + k, 0), n - 1);
  }
  return { taps, at };
}

/**
 * Resizes a float32 map as OpenCV's INTER_CUBIC does: half-pixel centres, edges repeated, A = −0.75, rows first, all of
 * it in float32 and in OpenCV's order of operations.
 *
 * @param map [h, w]
 * @returns [height, width]
 */
export function resizeCubic(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
): Float32Array {
  const r = Math.fround;
  const columns = cubicAxis(w, width);
  const rows = cubicAxis(h, height);
  const wide = new Float32Array(h * width);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 4 * x; k < 4 * x + 4; k++)
        sum = r(sum + r(map[y * w + columns.at[k]!]! * columns.taps[k]!));
      wide[y * width + x] = sum;
    }
  const resized = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    const taps = rows.taps.subarray(4 * y, 4 * y + 4);
    const [up, above, below, down] = Array.from(rows.at.subarray(4 * y, 4 * y + 4), (at) => at * width);
    for (let x = 0; x < width; x++)
      resized[y * width + x] = r(
        r(wide[up! + x]! * taps[0]!) +
          r(
            r(wide[above! + x]! * taps[1]!) +
              r(r(wide[below! + x]! * taps[2]!) + r(wide[down! + x]! * taps[3]!)),
          ),
      );
  }
  return resized;
}
