/** Probes around the solved crossing before bisection takes over, which bounds the work where rounding makes plateaus. */
const probesNearGuess = 4;

/**
 * First pixel of a cell whose answer to `a + d · f(x) >= threshold` differs from that of the cell's first pixel.
 * The line is solved for the threshold, and the exact predicate at neighbouring pixels corrects the solution.
 *
 * @param a value at the cell's left sample
 * @param d difference to its right sample; not 0
 * @param fraction [size]: f(x)
 * @param first the cell's first pixel, where the answer is `answer`
 * @param last its last pixel, where the answer is the other one
 * @param guess the solved position, in pixels; any number, even an infinite one
 */
export function crossing(
  a: number,
  d: number,
  threshold: number,
  fraction: Float64Array,
  first: number,
  last: number,
  answer: boolean,
  guess: number,
): number {
  let same = first;
  let other = last;
  // From here on all positions are small integers, which is what makes this quick; NaN probes the first pixel.
  let probe = guess > first ? (guess < last ? Math.ceil(guess) | 0 : last) : first;
  for (let probes = 0; other - same > 1; probes++) {
    if (probes >= probesNearGuess) probe = (same + other) >> 1;
    else if (probe <= same) probe = same + 1;
    else if (probe >= other) probe = other - 1;
    if (a + d * fraction[probe]! >= threshold === answer) same = probe++;
    else other = probe--;
  }
  return other;
}
