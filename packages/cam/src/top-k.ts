/** Whether `a` ranks strictly before `b`: larger first, NaN last. Equal values (and two NaN) are a tie. */
const ranksBefore = (a: number, b: number): boolean => a > b || (Number.isNaN(b) && !Number.isNaN(a));

/**
 * Indices of the k largest values, best first. Ties go to the lower index, as in ONNX TopK; NaN ranks last.
 *
 * @param logits [n]
 * @param k how many; more than n gives n
 * @returns [min(k, n)]
 */
export function topK(logits: Float32Array, k: number): Int32Array {
  const best = new Int32Array(Math.max(0, Math.min(k, logits.length)));
  let filled = 0;
  for (let index = 0; index < logits.length; index++) {
    const value = logits[index]!;
    // Walking up from the worst kept value, and past strictly worse ones only, keeps the earlier index before its ties.
    let place = filled;
    while (place > 0 && ranksBefore(value, logits[best[place - 1]!]!)) place--;
    if (place >= best.length) continue;
    if (filled < best.length) filled++;
    best.copyWithin(place + 1, place, filled - 1);
    best[place] = index;
  }
  return best;
}
