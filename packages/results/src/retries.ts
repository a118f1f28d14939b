/** Runs that try the failed rows of another again: named below it, so that a reader finds them. */
import { type ObjectStore, runIdSchema, runKeys } from '@camfleet/contracts';

/** Before the derived run's own run.json: one that was never begun has no rows, and changes nothing. */
export async function addRetry(store: ObjectStore, parent: string, derived: string): Promise<void> {
  await store.putIfAbsent(runKeys(parent).retry(derived), new Uint8Array());
}

/** In the order in which they were made, since their names begin with the time. */
export async function listRetries(store: ObjectStore, parent: string): Promise<string[]> {
  const { retries } = runKeys(parent);
  const runs: string[] = [];
  for await (const { key } of store.list(retries)) {
    const run = runIdSchema.safeParse(key.slice(retries.length));
    if (run.success) runs.push(run.data);
  }
  return runs;
}
