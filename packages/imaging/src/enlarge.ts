/** Enlargement by bilinear interpolation, pixel centres at half-integers: what libvips shifts by up to half a pixel. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * RGB pixels [from.height, from.width, 3] to [to.height, to.width, 3], where `to` is at least as large both ways.
 * Output column x samples the input at (x + 1/2) · from.width / to.width - 1/2, clamped to the picture; first along
 * the rows, then along the columns, rounded to whole values after each.
 */
export function enlarge(pixels: Uint8Array, from: Size, to: Size): Uint8Array {
  const wide = stretch(pixels, { outer: from.height, from: from.width, to: to.width, inner: 3 });
  return stretch(wide, { outer: 1, from: from.height, to: to.height, inner: to.width * 3 });
}

/** Weights are whole numbers of 2^-22: 255 of them fit into 31 bits, and every machine rounds alike. */
const fractionBits = 22;
const one = 2 ** fractionBits;

interface Stretch {
  readonly outer: number;
  readonly from: number;
  readonly to: number;
  readonly inner: number;
}

/** [outer, from, inner] to [outer, to, inner]. */
function stretch(input: Uint8Array, { outer, from, to, inner }: Stretch): Uint8Array {
  if (from === to) return input;
  const output = new Uint8Array(outer * to * inner);
  for (let position = 0; position < to; position++) {
    const sample = Math.min(Math.max(((position + 0.5) * from) / to - 0.5, 0), from - 1);
    const left = Math.floor(sample);
    const right = Math.min(left + 1, from - 1);
    const leftWeight = Math.round((left + 1 - sample) * one);
    const rightWeight = Math.round((sample - left) * one);
    for (let row = 0; row < outer; row++) {
      const a = (row * from + left) * inner;
      const b = (row * from + right) * inner;
      const target = (row * to + position) * inner;
      for (let i = 0; i < inner; i++) {
        output[target + i] =
          (input[a + i]! * leftWeight + input[b + i]! * rightWeight + one / 2) >> fractionBits;
      }
    }
  }
  return output;
}
