/**
 * First pixel of a cell, from left to right, whose answer to `a + d · f(x) >= threshold` is `answer`; `end` where no
 * pixel's is. The answers must be monotone in x: this is bisection, for where rounding has moved a crossing.
 *
 * @param a value at the cell's left sample
 * @param d difference to its right sample
 * @param fraction [size]: f(x)
 * @param first the cell's first pixel
 * @param end the pixel behind its last one
 */
export function crossing(
  a: number,
  d: number,
  threshold: number,
  fraction: Float64Array,
  first: number,
  end: number,
  answer: boolean,
): number {
  let low = first;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (a + d * fraction[middle]! >= threshold === answer) high = middle;
    else low = middle + 1;
  }
  return low;
}
