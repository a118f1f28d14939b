/** How late a process's event loop is. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * How often the loop is asked, which the monitor counts as part of its lateness, in ms. A timer that is set ten times a second
 * is late as other timers are; asked fifty times a second, the waking alone was a quarter of what an idle fleet cost its
 * machine.
 */
const resolutionMs = 100;

export interface EventLoopLateness {
  /** In ms; 0 where nothing was asked yet. */
  percentile(percent: number): number;
  /** What was seen so far counts no more. */
  reset(): void;
  close(): Promise<void>;
}

export function watchEventLoop(): EventLoopLateness {
  const monitor = monitorEventLoopDelay({ resolution: resolutionMs });
  monitor.enable();
  return {
    percentile: (percent) => Math.max(0, (monitor.percentile(percent) || 0) / 1e6 - resolutionMs),
    reset: () => monitor.reset(),
    close: async () => {
      monitor.disable();
    },
  };
}
