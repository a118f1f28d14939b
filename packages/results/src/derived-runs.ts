/** Runs that were derived from another, named below it, so that a reader finds them: retries of its failed rows, reboxes of its maps. */
import { type ObjectStore, runIdSchema, runKeys, type Summary } from '@camfleet/contracts';
import { readSummary } from './summaries.js';

/** Before the derived run's own run.json: one that was never begun has no rows, and changes nothing. */
export async function addRetry(store: ObjectStore, parent: string, derived: string): Promise<void> {
  await store.putIfAbsent(runKeys(parent).retry(derived), new Uint8Array());
}

/** In the order in which they were made, since their names begin with the time. */
export async function listRetries(store: ObjectStore, parent: string): Promise<string[]> {
  return await listBelow(store, runKeys(parent).retries);
}

/** Those that have ended, also by being cancelled: what counts of a run changes when a retry ends, and at no other time. */
export async function listEndedRetries(store: ObjectStore, parent: string): Promise<Summary[]> {
  const summaries: Summary[] = [];
  for (const retry of await listRetries(store, parent)) {
    const summary = await readSummary(store, retry);
    if (summary !== null) summaries.push(summary);
  }
  return summaries;
}

/** Before the derived run's own run.json, so that none stands whose parent may be deleted. */
export async function addRebox(store: ObjectStore, parent: string, derived: string): Promise<void> {
  await store.putIfAbsent(runKeys(parent).rebox(derived), new Uint8Array());
}

/** In the order in which they were made. */
export async function listReboxes(store: ObjectStore, parent: string): Promise<string[]> {
  return await listBelow(store, runKeys(parent).reboxes);
}

async function listBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const runs: string[] = [];
  for await (const { key } of store.list(prefix)) {
    const run = runIdSchema.safeParse(key.slice(prefix.length));
    if (run.success) runs.push(run.data);
  }
  return runs;
}
