import { describe, expect, it } from 'vitest';
import { type HeadIdentity, identityGap } from '../src/index.js';

const linear: HeadIdentity = {
  kind: 'linear-after-pool',
  pool: 'average',
  activation: 'none',
  paddedCells: 0,
};
const convolution: HeadIdentity = {
  kind: 'convolution-before-pool',
  pool: 'average',
  activation: 'relu',
  paddedCells: 0,
};
const map = Float32Array.of(4, -2, 1, 5);

describe('identityGap', () => {
  it('is 0 where the map accounts for the logit', () => {
    expect(identityGap(linear, map, 0.5, 2.5)).toBe(0);
    expect(identityGap(convolution, map, -1, (3 + 0 + 0 + 4) / 4)).toBe(0);
    expect(identityGap({ ...convolution, activation: 'none' }, map, -1, 1)).toBe(0);
  });

  it('is absolute for small logits and relative for large ones', () => {
    expect(identityGap(linear, map, 0, 0)).toBe(2);
    expect(identityGap(linear, map, 0, 8)).toBe(0.75);
  });

  it('takes the maximum over all pooled positions of a convolution before max pooling', () => {
    const max: HeadIdentity = { ...convolution, pool: 'max', activation: 'none' };
    expect(identityGap(max, map, -1, 4)).toBe(0);
    expect(identityGap(max, Float32Array.of(-2, -3), 0.5, -1.5)).toBe(0);
    expect(identityGap({ ...max, activation: 'relu' }, Float32Array.of(-2, -3), 0.5, 0)).toBe(0);
    expect(identityGap({ ...max, paddedCells: 2 }, Float32Array.of(-2, -3), 0.5, 0.5)).toBe(0);
    expect(identityGap(max, Float32Array.of(1, Number.NaN), 0, 1)).toBe(Infinity);
  });

  it('admits nothing that is not finite, and does not judge a linear layer after max pooling', () => {
    expect(identityGap(linear, Float32Array.of(1, Number.NaN), 0, 1)).toBe(Infinity);
    expect(identityGap(linear, map, 0, Number.NaN)).toBe(Infinity);
    expect(identityGap(linear, map, 0, Infinity)).toBe(Infinity);
    expect(identityGap({ ...linear, pool: 'max' }, map, 0, 5)).toBeNull();
  });
});
