/** Divides the window's credits among runs by their weights. */

export interface Claim {
  readonly weight: number;
  /** Credits that it can use. */
  readonly wants: number;
}

/**
 * Credits of each claim: no more than it wants, none that wants any without one, and otherwise as even, weight for weight,
 * as whole credits allow (each next credit goes where (credits + 1) / weight is least, to the first of several). What one
 * cannot use, the others have. Their sum is at most max(window, number of claims). Costs n log n, whatever the window.
 */
export function shareWindow(window: number, claims: readonly Claim[]): number[] {
  const wanted = claims.reduce((sum, { wants }) => sum + wants, 0);
  if (wanted <= window) return claims.map(({ wants }) => wants);
  const shares = claims.map(({ wants }) => Math.min(1, wants));
  if (shares.reduce((sum, share) => sum + share, 0) >= window) return shares;
  const level = levelOf(window, claims);
  // Whatever lies below the level is given in any case; a little less, since the level is rounded.
  for (const [i, { weight, wants }] of claims.entries()) {
    shares[i] = Math.max(shares[i]!, Math.min(wants, Math.floor(level * weight - 1e-6)));
  }
  giveOneByOne(shares, window - shares.reduce((sum, share) => sum + share, 0), claims);
  return shares;
}

/** Where credits / weight of all claims would stand if credits could be divided: what fills the window to the brim. */
function levelOf(window: number, claims: readonly Claim[]): number {
  const wanting = claims.filter(({ wants }) => wants > 0);
  // A claim grows from its one credit until it has what it wants.
  const turns = wanting
    .flatMap(({ weight, wants }) => [
      { at: 1 / weight, growth: weight },
      { at: wants / weight, growth: -weight },
    ])
    .sort((a, b) => a.at - b.at);
  let level = 0;
  let filled = wanting.length;
  let growth = 0;
  for (const turn of turns) {
    const next = filled + growth * (turn.at - level);
    if (next >= window) break;
    filled = next;
    level = turn.at;
    growth += turn.growth;
  }
  return growth > 0 ? level + (window - filled) / growth : level;
}

/** The last few credits, which are fewer than there are claims; a heap finds the claim that is next. */
function giveOneByOne(shares: number[], credits: number, claims: readonly Claim[]): void {
  const next = (i: number) => (shares[i]! + 1) / claims[i]!.weight;
  const isBefore = (a: number, b: number) => next(a) < next(b) || (next(a) === next(b) && a < b);
  const heap = [...claims.keys()].filter((i) => shares[i]! < claims[i]!.wants);
  const sink = (from: number) => {
    for (let at = from; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  };
  for (let at = heap.length >> 1; at >= 0; at--) sink(at);
  for (let left = credits; left > 0 && heap.length > 0; left--) {
    const first = heap[0]!;
    shares[first]! += 1;
    if (shares[first] === claims[first]!.wants) {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
    }
    sink(0);
  }
}
