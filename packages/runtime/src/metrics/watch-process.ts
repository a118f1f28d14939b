/** A process's own figures: memory, processor time, how late its event loop is. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { build } from '@camfleet/contracts';
import type { Metrics } from './metrics.js';

/**
 * How often the event loop is asked for its lateness; the monitor counts this time as part of it, in ms. Leases last for
 * seconds, and whoever asks more often wakes the process for nothing.
 */
const resolutionMs = 20;

/** Keeps the figures current from now on; returns what ends it. */
export function watchProcess(metrics: Metrics): { close(): Promise<void> } {
  const startedAt = Date.now() / 1_000 - process.uptime();
  metrics.set('camfleet_build_info', { version: build, node: process.version }, 1);
  metrics.set('process_start_time_seconds', {}, startedAt);
  const eventLoop = monitorEventLoopDelay({ resolution: resolutionMs });
  eventLoop.enable();
  let cpuSeconds = 0;
  metrics.beforeScrape(() => {
    const { rss, heapUsed } = process.memoryUsage();
    metrics.set('process_resident_memory_bytes', {}, rss);
    metrics.set('nodejs_heap_size_used_bytes', {}, heapUsed);
    const { user, system } = process.cpuUsage();
    const used = (user + system) / 1e6;
    metrics.add('process_cpu_seconds_total', {}, used - cpuSeconds);
    cpuSeconds = used;
    // Right after a scrape there is nothing to tell yet.
    const late = (ns: number) => Math.max(0, (ns || 0) / 1e6 - resolutionMs) / 1_000;
    metrics.set('camfleet_event_loop_delay_seconds', { percentile: '50' }, late(eventLoop.percentile(50)));
    metrics.set('camfleet_event_loop_delay_seconds', { percentile: '99' }, late(eventLoop.percentile(99)));
    metrics.set('camfleet_event_loop_delay_seconds', { percentile: '100' }, late(eventLoop.max));
    eventLoop.reset();
  });
  const close = async () => {
    eventLoop.disable();
  };
  return { close };
}
