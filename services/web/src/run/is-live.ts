/** Whether a run may change without anybody doing anything. */
import type { RunView } from '@camfleet/protocol';

export function isLive({ state }: Pick<RunView, 'state'>): boolean {
  return state === 'scanning' || state === 'running' || state === 'cancelling' || state === 'finalising';
}
