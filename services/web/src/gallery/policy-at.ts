import type { BoxPolicy } from '@camfleet/cam';

/** The threshold that a policy draws at, as a share of the maximum; null where it has several. */
export function thresholdOfPolicy({ rule }: BoxPolicy): number | null {
  return rule.kind === 'pooled-levels' ? null : rule.shareOfMaximum;
}

/** The same policy at another threshold; itself where it has several, or none other is asked for. */
export function policyAt(policy: BoxPolicy, threshold: number | null): BoxPolicy {
  const { rule } = policy;
  if (threshold === null || rule.kind === 'pooled-levels' || rule.shareOfMaximum === threshold) return policy;
  return { ...policy, rule: { ...rule, shareOfMaximum: threshold } };
}
