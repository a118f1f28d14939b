/** Looks again whenever a run that goes on has committed more, and once more when it has ended. */
import type { RunView } from '@camfleet/protocol';
import { useEffect, useRef } from 'preact/hooks';

export function useLiveRefresh(run: RunView, isLive: boolean, refresh: () => void): void {
  const seen = useRef(`${run.shardsCommitted} ${isLive}`);
  const now = `${run.shardsCommitted} ${isLive}`;
  useEffect(() => {
    if (seen.current === now) return;
    seen.current = now;
    refresh();
  });
}
