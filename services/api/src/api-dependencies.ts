/** What the API stands on. */
import type { ObjectStore } from '@camfleet/contracts';

export interface ApiDependencies {
  readonly store: ObjectStore;
  /** Resolves when Redis has answered. */
  pingRedis(): Promise<unknown>;
}
