/** For one axis of a resize: which input positions each output position sees, and how much of each. */

export interface Axis {
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

const one = 2 ** 22;

/**
 * Antialiased bilinear as Pillow computes it: output position i has its centre at c = origin + (i + 1/2) · scale, the
 * weight of input position j is 1 - |j + 1/2 - c| / max(scale, 1) where that is positive, divided by their sum. The
 * order of operations is Pillow's, so that the last bit is, too (`precompute_coeffs` in its Resample.c).
 */
export function axisTaps({ from, origin, scale, to }: Axis): AxisTaps {
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
  const first = new Int32Array(count);
  const begin = new Int32Array(count + 1);
  const weights = new Int32Array(count * seenMax);
  const raw = new Float64Array(seenMax);
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
    for (let i = 0; i < high - low; i++) weights[used++] = Math.trunc(0.5 + (raw[i]! / sum) * one);
    begin[position + 1] = used;
  }
  return { start, count, first, begin, weights: weights.slice(0, used) };
}

/** The same resize of an axis that is stored the other way round. */
export function mirrorTaps({ start, count, first, begin, weights }: AxisTaps, from: number): AxisTaps {
  const mirroredFirst = new Int32Array(count);
  const mirroredBegin = new Int32Array(count + 1);
  const mirrored = new Int32Array(weights.length);
  for (let position = 0; position < count; position++) {
    const other = count - 1 - position;
    const [low, high] = [begin[other]!, begin[other + 1]!];
    mirroredFirst[position] = from - first[other]! - (high - low);
    mirrored.set(weights.subarray(low, high).toReversed(), mirroredBegin[position]!);
    mirroredBegin[position + 1] = mirroredBegin[position]! + high - low;
  }
  return {
    start,
    count,
    first: mirroredFirst,
    begin: mirroredBegin,
    weights: mirrored,
  };
}
