/** The breaker: a run whose images mostly fail is paused, since a wrong bucket should cost minutes. */
import type { Counts } from '@camfleet/contracts';
import type { RunEntry } from './scheduler-state.js';

export function countFor(
  { tally }: RunEntry,
  counts: Counts,
  failures: Readonly<Record<string, number>>,
): void {
  tally.images += counts.ok + counts.failed;
  tally.failed += counts.failed;
  for (const [code, count] of Object.entries(failures)) {
    tally.failures.set(code, (tally.failures.get(code) ?? 0) + count);
  }
}

/** Why the run should be paused, or null. */
export function breakerReason({ tally, breaker }: RunEntry): string | null {
  const { images, failed, failures } = tally;
  if (images < breaker.images || failed <= breaker.share * images) return null;
  const [code, count] = [...failures].reduce((most, one) => (one[1] > most[1] ? one : most));
  return `${failed} of ${images} images failed, ${count} of them with ${code}`;
}
