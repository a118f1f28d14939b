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
  const centres = Array.from({ length: to }, (_, position) => origin + (position + 0.5) * scale);
  const inside = centres.filter((centre) => centre > 0 && centre < from);
  // A picture thinner than what one output position stands for still shows there.
  if (inside.length === 0) inside.push(centres[Math.floor((from / 2 - origin) / scale)]!);
  const reach = Math.max(scale, 1);
  const first = new Int32Array(inside.length);
  const begin = new Int32Array(inside.length + 1);
  const weights: number[] = [];
  for (const [position, centre] of inside.entries()) {
    const low = Math.max(0, Math.trunc(centre - reach + 0.5));
    const high = Math.min(from, Math.trunc(centre + reach + 0.5));
    const raw: number[] = [];
    for (let j = low; j < high; j++) raw.push(Math.max(0, 1 - Math.abs((j - centre + 0.5) * (1 / reach))));
    const sum = raw.reduce((a, b) => a + b, 0);
    first[position] = low;
    for (const weight of raw) weights.push(Math.trunc(0.5 + (weight / sum) * one));
    begin[position + 1] = weights.length;
  }
  return {
    start: centres.indexOf(inside[0]!),
    count: inside.length,
    first,
    begin,
    weights: Int32Array.from(weights),
  };
}

/** The same resize of an axis that is stored the other way round. */
export function mirrorTaps({ start, count, first, begin, weights }: AxisTaps, from: number): AxisTaps {
  const mirroredFirst = new Int32Array(count);
  const mirroredBegin = new Int32Array(count + 1);
  const mirrored: number[] = [];
  for (let position = 0; position < count; position++) {
    const other = count - 1 - position;
    const [low, high] = [begin[other]!, begin[other + 1]!];
    mirroredFirst[position] = from - first[other]! - (high - low);
    mirrored.push(...weights.subarray(low, high).toReversed());
    mirroredBegin[position + 1] = mirrored.length;
  }
  return {
    start,
    count,
    first: mirroredFirst,
    begin: mirroredBegin,
    weights: Int32Array.from(mirrored),
  };
}
