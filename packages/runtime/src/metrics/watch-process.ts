/** A process's own figures: memory, processor time, how late its event loop is. */
import { build } from '@camfleet/contracts';
import { watchEventLoop } from './event-loop-lateness.js';
import type { Metrics } from './metrics.js';

/** Keeps the figures current from now on; returns what ends it. */
export function watchProcess(metrics: Metrics): { close(): Promise<void> } {
  const startedAt = Date.now() / 1_000 - process.uptime();
  metrics.set('camfleet_build_info', { version: build, node: process.version }, 1);
  metrics.set('process_start_time_seconds', {}, startedAt);
  const eventLoop = watchEventLoop();
  let cpuSeconds = 0;
  metrics.beforeScrape(() => {
    const { rss, heapUsed } = process.memoryUsage();
    metrics.set('process_resident_memory_bytes', {}, rss);
    metrics.set('nodejs_heap_size_used_bytes', {}, heapUsed);
    const { user, system } = process.cpuUsage();
    const used = (user + system) / 1e6;
    metrics.add('process_cpu_seconds_total', {}, used - cpuSeconds);
    cpuSeconds = used;
    for (const percentile of ['50', '99', '100'] as const) {
      const seconds = eventLoop.percentile(Number(percentile)) / 1_000;
      metrics.set('camfleet_event_loop_delay_seconds', { percentile }, seconds);
    }
    eventLoop.reset();
  });
  return eventLoop;
}
