/** The last layers of a classifier, as far as they tie a class's map to its logit. */
export type HeadIdentity = {
  /** Whether the weights are applied to the pooled features, or to the features before they are pooled. */
  readonly kind: 'linear-after-pool' | 'convolution-before-pool';
  readonly pool: 'average' | 'max';
  /** What is applied to the weighted sum plus bias. */
  readonly activation: 'none' | 'relu';
  /** Positions beside the map that the pool counts too, because a convolution before it pads; there M is 0. */
  readonly paddedCells: number;
};

/**
 * How far a logit is from what its raw map M and bias b say it must be, relative to max(1, |logit|):
 * act(mean(M) + b) for a linear layer after average pooling, mean(act(M + b)) over all pooled positions for a
 * convolution before it.
 *
 * @param map raw, any shape
 * @returns infinite where a number is not finite, so that no tolerance admits it; null for max pooling, where the map
 *   does not determine the logit
 */
export function identityGap(
  head: HeadIdentity,
  map: Float32Array,
  bias: number,
  logit: number,
): number | null {
  if (head.pool === 'max') return null;
  const activate = (value: number): number => (head.activation === 'relu' ? Math.max(value, 0) : value);
  const before = head.kind === 'convolution-before-pool';
  let sum = before ? head.paddedCells * activate(bias) : 0;
  for (const value of map) sum += before ? activate(value + bias) : value;
  const mean = sum / (map.length + (before ? head.paddedCells : 0));
  const expected = before ? mean : activate(mean + bias);
  const gap = Math.abs(expected - logit) / Math.max(1, Math.abs(logit));
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
}
