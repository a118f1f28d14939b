/** What the producer stands on. */
import type { ObjectStore, RunProgress } from '@camfleet/contracts';
import type { FleetSignal, FleetView, QueuedWork, ShardKind, ShardQueue } from '@camfleet/queue';
import type { Logger, Metrics } from '@camfleet/runtime';
import type { Sources } from '@camfleet/sources';

export interface ProducerDependencies {
  readonly store: ObjectStore;
  readonly sources: Sources;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The one run that is looked after, or null for all that are open. */
  readonly scope: string | null;
  /** Shares of the fleet by tenant. */
  readonly tenantWeights: ReadonlyMap<string, number>;
  /** Shards that the fleet works on at a time, as long as no worker has said so. */
  readonly slots: number;
  readonly reconcileMs: number;
  openQueue(model: { name: string; version: string }, kind: ShardKind): Promise<ShardQueue>;
  publish(progress: RunProgress): Promise<void>;
  signal(signal: FleetSignal): Promise<void>;
  listen(heard: (signal: FleetSignal) => void): Promise<{ close(): Promise<void> }>;
  viewFleet(): Promise<FleetView>;
  tellWork(work: ReadonlyMap<string, QueuedWork>): Promise<void>;
}
