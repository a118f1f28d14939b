/** The last layers of a classifier, as far as they tie a class's map to its logit. */
export type HeadIdentity = {
  /** Whether the weights are applied to the pooled features, or to the features before they are pooled. */
  readonly kind: 'linear-after-pool' | 'convolution-before-pool';
  readonly pool: 'average' | 'max';
  /** What is applied to the weighted sum plus bias. */
  readonly activation: 'none' | 'relu';
  /** Positions beside the map that the pool sees too, because a convolution before it pads; there M is 0. */
  readonly paddedCells: number;
};

/**
 * How far a logit is from what its raw map M and bias b say it must be, relative to max(1, |logit|):
 * act(mean(M) + b) for a linear layer after average pooling, the mean or the maximum of act(M + b) over all pooled
 * positions for a convolution before the pool.
 *
 * @param map raw, any shape
 * @returns infinite where a number is not finite, so that no tolerance admits it; null for a linear layer after max
 *   pooling, where the map does not determine the logit
 */
export function identityGap(
  head: HeadIdentity,
  map: Float32Array,
  bias: number,
  logit: number,
): number | null {
  const before = head.kind === 'convolution-before-pool';
  if (head.pool === 'max' && !before) return null;
  const activate = (value: number): number => (head.activation === 'relu' ? Math.max(value, 0) : value);
  const padded = before ? head.paddedCells : 0;
  let sum = padded * activate(bias);
  let most = padded > 0 ? activate(bias) : Number.NEGATIVE_INFINITY;
  for (const value of map) {
    const pooled = before ? activate(value + bias) : value;
    sum += pooled;
    most = Math.max(most, pooled);
  }
  const mean = sum / (map.length + padded);
  const expected = head.pool === 'max' ? most : before ? mean : activate(mean + bias);
  const gap = Math.abs(expected - logit) / Math.max(1, Math.abs(logit));
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
}
