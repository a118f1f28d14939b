import type { Connectivity } from './components.js';

/**
 * Take the pixels of the interpolated map whose value is >= `shareOfMaximum` × the maximum of the interpolated map;
 * the box is that of their largest connected component by pixels, ties to the first in raster order of first pixels.
 * No box where the maximum is not above 0.
 */
export type LargestComponentRule = {
  readonly kind: 'largest-component';
  readonly shareOfMaximum: number;
  readonly connectivity: Connectivity;
};

/** A named, versioned rule from a map to a box. A rule never changes under a version: a change is a new version. */
export type BoxPolicy = {
  readonly id: string;
  readonly version: number;
  readonly rule: LargestComponentRule;
};

/** The built-in policies. */
export const boxPolicies: readonly BoxPolicy[] = [
  { id: 'paper-20', version: 1, rule: { kind: 'largest-component', shareOfMaximum: 0.2, connectivity: 8 } },
];

/** The newest version of a built-in policy; undefined where there is none of that name. */
export const findPolicy = (id: string): BoxPolicy | undefined =>
  boxPolicies.filter((policy) => policy.id === id).sort((a, b) => b.version - a.version)[0];
