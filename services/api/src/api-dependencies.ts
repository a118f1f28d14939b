/** What the API stands on. */
import type { ObjectStore } from '@camfleet/contracts';
import type { Decoder } from '@camfleet/imaging';
import type { LiveRun, QueueViews } from '@camfleet/queue';
import type { Metrics } from '@camfleet/runtime';
import type { Sources } from '@camfleet/sources';

export interface ApiDependencies {
  readonly store: ObjectStore;
  readonly metrics: Metrics;
  /** Opens what submitters name, under the operator's rules. */
  readonly sources: Sources;
  readonly decode: Decoder['decode'];
  /** Of the networks that single images are tried on. */
  readonly inferenceThreads: number;
  /** Resolves when Redis has answered. */
  pingRedis(): Promise<unknown>;
  /** What Redis knows of a run. */
  readLive(run: string): Promise<LiveRun>;
  readonly queues: QueueViews;
  /** Tells whoever looks after runs to look at this one. */
  tellLook(run: string): Promise<void>;
  /** Fires when the server is to end: whoever is told something hears no more. */
  readonly stopping: AbortSignal;
}
