/** Looks at what Redis holds of the fleet: workers, queues, and how far runs are. */
import type { RunProgress } from '@camfleet/contracts';
import {
  type DepthGauge,
  type Heartbeat,
  openDepthGauge,
  type QueueDepth,
  readProgress,
  viewFleet,
  viewWork,
} from '@camfleet/queue';

type Redis = Parameters<typeof viewFleet>[0];

export interface FleetSight {
  readonly heartbeats: ReadonlyMap<string, Heartbeat>;
  readonly depths: ReadonlyMap<string, QueueDepth>;
  /** Of the runs that were asked for, by run; missing where nobody has looked after one yet. */
  readonly progress: ReadonlyMap<string, RunProgress>;
}

export interface RedisWatch {
  /** Looks once. */
  look(runs: readonly string[]): Promise<FleetSight>;
  close(): Promise<void>;
}

export function watchRedis(redis: Redis, prefix: string): RedisWatch {
  const gauges = new Map<string, DepthGauge>();

  async function depthsOf(queues: ReadonlySet<string>): Promise<Map<string, QueueDepth>> {
    for (const [queue, gauge] of gauges) {
      if (queues.has(queue)) continue;
      gauges.delete(queue);
      await gauge.close();
    }
    const depths = new Map<string, QueueDepth>();
    for (const queue of queues) {
      const gauge = gauges.get(queue) ?? openDepthGauge(redis, prefix, queue);
      gauges.set(queue, gauge);
      depths.set(queue, await gauge.read());
    }
    return depths;
  }

  return {
    look: async (runs) => {
      const [work, fleet] = await Promise.all([viewWork(redis, prefix), viewFleet(redis, prefix)]);
      const depths = await depthsOf(new Set([...work.keys(), ...fleet.workers.keys()]));
      const progress = new Map<string, RunProgress>();
      for (const run of runs) {
        const its = await readProgress(redis, prefix, run);
        if (its !== null) progress.set(run, its);
      }
      return { heartbeats: fleet.heartbeats, depths, progress };
    },
    close: async () => {
      for (const gauge of gauges.values()) await gauge.close();
      gauges.clear();
    },
  };
}
