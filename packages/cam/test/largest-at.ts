import { type BoxPolicy, findPolicy } from '../src/index.js';

/** The policy of the largest 8-connected component at a share of the maximum. */
export const largestAt = (shareOfMaximum: number): BoxPolicy => ({
  ...findPolicy('paper-20')!,
  rule: { kind: 'largest-component', shareOfMaximum, connectivity: 8 },
});
