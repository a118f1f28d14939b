/** Rows of a run that have their outcome. */
import type { RunView } from '@camfleet/protocol';

export function doneRows({ counts }: Pick<RunView, 'counts'>): number {
  return counts === null ? 0 : counts.ok + counts.failed + counts.skipped;
}
