/** A box policy in one line, told from its data. */
import type { BoxPolicy, BoxRule } from '@camfleet/cam';

export function policyLine({ id, version, rule, guesses }: BoxPolicy): string {
  return `${`${id}@${version}`.padEnd(18)}${describeRule(rule)}; ${describeGuesses(guesses)}`;
}

function describeRule(rule: BoxRule): string {
  switch (rule.kind) {
    case 'largest-component':
      return `largest ${rule.connectivity}-connected component at ${percent(rule.shareOfMaximum)} of the maximum`;
    case 'pooled-levels':
      return (
        `${rule.connectivity}-connected components at ${rule.levelsOf255.join(', ')} of 255 of the maximum, ` +
        `without those over more than ${percent(rule.overlapOfLarger)} of a larger one`
      );
    case 'published-contours':
      return `${rule.contours === 'all' ? 'all contours' : 'largest contour'} of the published protocol at ${percent(rule.shareOfMaximum)}`;
  }
}

/** How many guesses each class has, the best class first. */
function describeGuesses(guesses: BoxPolicy['guesses']): string {
  const counts = new Map<number, number>();
  for (const { rank } of guesses) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  const each = [...counts].sort(([a], [b]) => a - b).map(([, count]) => count);
  return each.every((count) => count === 1)
    ? 'one guess a class'
    : `guesses of ${each.length} classes: ${each.join(', ')}`;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
