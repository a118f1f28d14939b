/** For one axis of a resize: which input positions each output position sees, and how much of each. */

interface Axis {
  /** Input positions. */
  readonly from: number;
  /** Where the shown part begins, in input positions; below 0, it begins before the picture does. */
  readonly origin: number;
  /** Input positions from one output position to the next. */
  readonly scale: number;
  /** Output positions. */
  readonly to: number;
}

export interface AxisTaps {
  /** The first output position whose centre lies in the picture; those before it, and behind the last, show nothing. */
  readonly start: number;
  /** Output positions that show something, at least one. */
  readonly count: number;
  /** [count]: the first input position seen. */
  readonly first: Int32Array;
  /** [count + 1]: where the weights begin, and where the last one's end. */
  readonly begin: Int32Array;
  /** In units of 2^-22; an output position's add up to one but for rounding. */
  readonly weights: Int32Array;
}

/** Of an axis, or of one that is stored the other way round. What it returns is good until it is asked again. */
export type Taps = (axis: Axis, mirrored: boolean) => AxisTaps;

const one = 2 ** 22;

/** Those of a strip of a million pixels are made for it alone: 4 MB. */
const weightsKept = 2 ** 20;

/**
 * Taps in memory that is used again and again: a thread makes hardly anything else, so that its garbage would lie for
 * thousands of pictures until it is collected.
 */
export function createTaps(): Taps {
  let first = new Int32Array(0);
  let begin = new Int32Array(0);
  let weights = new Int32Array(0);
  let raw = new Float64Array(0);

  /**
   * Antialiased bilinear as Pillow computes it: output position i has its centre at c = origin + (i + 1/2) · scale, the
   * weight of input position j is 1 - |j + 1/2 - c| / max(scale, 1) where that is positive, divided by their sum. The
   * order of operations is Pillow's, so that the last bit is, too (`precompute_coeffs` in its Resample.c).
   */
  return ({ from, origin, scale, to }, mirrored) => {
    const centreOf = (position: number) => origin + (position + 0.5) * scale;
    let start = 0;
    while (start < to && centreOf(start) <= 0) start++;
    let end = start;
    while (end < to && centreOf(end) < from) end++;
    // A picture thinner than what one output position stands for still shows there.
    if (start === end) {
      start = Math.floor((from / 2 - origin) / scale);
      end = start + 1;
    }
    const count = end - start;
    const reach = Math.max(scale, 1);
    const seenMax = Math.ceil(2 * reach) + 1;
    if (first.length < count) [first, begin] = [new Int32Array(count), new Int32Array(count + 1)];
    const room = weights.length < count * seenMax ? new Int32Array(count * seenMax) : weights;
    if (room.length <= weightsKept) weights = room;
    if (raw.length < seenMax) raw = new Float64Array(seenMax);
    let used = 0;
    for (let position = 0; position < count; position++) {
      const centre = centreOf(start + position);
      const low = Math.max(0, Math.trunc(centre - reach + 0.5));
      const high = Math.min(from, Math.trunc(centre + reach + 0.5));
      let sum = 0;
      for (let j = low; j < high; j++) {
        const weight = Math.max(0, 1 - Math.abs((j - centre + 0.5) * (1 / reach)));
        raw[j - low] = weight;
        sum += weight;
      }
      first[position] = low;
      begin[position] = used;
      for (let i = 0; i < high - low; i++) room[used++] = Math.trunc(0.5 + (raw[i]! / sum) * one);
    }
    begin[count] = used;
    const taps = {
      start,
      count,
      first: first.subarray(0, count),
      begin: begin.subarray(0, count + 1),
      weights: room.subarray(0, used),
    };
    if (mirrored) mirror(taps, from);
    return taps;
  };
}

/** Turns an axis of so many positions round. */
function mirror({ count, first, begin, weights }: AxisTaps, from: number): void {
  for (let i = 0; i < count; i++) first[i] = from - first[i]! - (begin[i + 1]! - begin[i]!);
  for (let i = 0; i <= count; i++) begin[i] = weights.length - begin[i]!;
  first.reverse();
  begin.reverse();
  weights.reverse();
}
