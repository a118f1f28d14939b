/** Divides the window's credits among runs by their weights. */

export interface Claim {
  readonly weight: number;
  /** Credits that it can use. */
  readonly wants: number;
}

/**
 * Credits of each claim: no more than it wants, none that wants any without one, and otherwise as even, weight for weight,
 * as whole credits allow (each next credit goes where (credits + 1) / weight is least). What one cannot use, the others
 * have. Their sum is at most max(window, number of claims).
 */
export function shareWindow(window: number, claims: readonly Claim[]): number[] {
  const shares = claims.map(({ wants }) => Math.min(1, wants));
  let left = window - shares.reduce((sum, share) => sum + share, 0);
  while (left > 0) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const [i, { weight, wants }] of claims.entries()) {
      const next = (shares[i]! + 1) / weight;
      if (shares[i]! < wants && next < least) {
        best = i;
        least = next;
      }
    }
    if (best < 0) break;
    // Where one run is alone, it takes all in one step.
    const credits = claims.length === 1 ? Math.min(left, claims[0]!.wants - shares[0]!) : 1;
    shares[best]! += credits;
    left -= credits;
  }
  return shares;
}
