/** How fast a model was when it was last used. */
import type { RunView } from '@camfleet/protocol';

/** Of its newest run that is complete, in images/s; null where none of `runs`, the newest first, is. */
export function lastSpeed(runs: readonly RunView[], model: string): number | null {
  // Boxes that are drawn anew never go through the network.
  const run = runs.find(
    (one) => one.model === model && one.state === 'complete' && one.parent?.kind !== 'rebox',
  );
  return run?.summary?.imagesPerSecond ?? null;
}
