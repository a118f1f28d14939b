/** The reference's resize, written from its definition: a triangle filter as wide as the scale, in 22-bit fixed point. */

interface Size {
  readonly width: number;
  readonly height: number;
}

const one = 2 ** 22;

interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/** For each output position, the input positions that it sees and their weights, in units of 1 / one. */
function taps(from: number, to: number): Taps[] {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, position) => {
    const centre = (position + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(from, Math.floor(centre + reach + 0.5));
    const raw = Array.from({ length: end - first }, (__, i) =>
      Math.max(0, 1 - Math.abs((first + i - centre + 0.5) / reach)),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    return { first, weights: raw.map((weight) => Math.floor((weight / sum) * one + 0.5)) };
  });
}

/** RGB [height, width, 3] to another size: rows first, then columns, rounded to whole values after each. */
export function triangleResize(pixels: Uint8Array, from: Size, to: Size): Uint8Array {
  const wide = new Uint8Array(from.height * to.width * 3);
  for (const [x, { first, weights }] of taps(from.width, to.width).entries()) {
    for (let y = 0; y < from.height; y++) {
      for (let c = 0; c < 3; c++) {
        let sum = one / 2;
        for (const [i, weight] of weights.entries())
          sum += pixels[(y * from.width + first + i) * 3 + c]! * weight;
        wide[(y * to.width + x) * 3 + c] = sum >> 22;
      }
    }
  }
  const stride = to.width * 3;
  const output = new Uint8Array(to.height * stride);
  for (const [y, { first, weights }] of taps(from.height, to.height).entries()) {
    for (let x = 0; x < stride; x++) {
      let sum = one / 2;
      for (const [i, weight] of weights.entries()) sum += wide[(first + i) * stride + x]! * weight;
      output[y * stride + x] = sum >> 22;
    }
  }
  return output;
}
