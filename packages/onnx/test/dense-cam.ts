// Class activation maps and their kin by the plainest arithmetic, in double precision: what the fused graph is compared with.
import type { Truth } from './small-networks.js';

/** M_c of one image: features [channels, area] → [classes][area]. */
export function denseMaps(
  features: ArrayLike<number>,
  { weights }: Pick<Truth, 'weights'>,
  channels: number,
): number[][] {
  const area = features.length / channels;
  return Array.from({ length: weights.length / channels }, (_, c) =>
    Array.from({ length: area }, (_, position) => {
      let sum = 0;
      for (let k = 0; k < channels; k++)
        sum += (weights[c * channels + k] ?? 0) * (features[k * area + position] ?? 0);
      return sum;
    }),
  );
}

/** S_c by the identity of the head, from M_c alone (for a maximum after the layer's weights there is none: null). */
export function logitsFromMaps(
  maps: readonly (readonly number[])[],
  truth: Truth,
  side: number,
): number[] | null {
  if (truth.pool === 'max' && truth.kind === 'linear-after-pool') return null;
  return maps.map((map, c) => {
    const b = truth.bias[c] ?? 0;
    if (truth.kind === 'linear-after-pool') return mean(map) + b;
    const act = truth.activation === 'relu' ? (x: number) => Math.max(0, x) : (x: number) => x;
    const paddedArea = (side + 2 * truth.padding) ** 2;
    const values = [
      ...map.map((x) => act(x + b)),
      ...Array.from({ length: paddedArea - map.length }, () => act(b)),
    ];
    return truth.pool === 'max' ? Math.max(...values) : mean(values);
  });
}

/** Classes by falling logit; equal logits by rising class. */
export function topClasses(logits: readonly number[], count: number): number[] {
  return logits
    .map((_, c) => c)
    .sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b)
    .slice(0, count);
}

export function logSumExp(logits: readonly number[]): number {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
