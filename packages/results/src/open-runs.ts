/** The runs that a fleet looks after: named by an empty object each from submission to end. */
import { type ObjectStore, openRunKey, openRuns, runIdSchema } from '@camfleet/contracts';
import { isDeleted, refuseDeleted } from './deleted-runs.js';

/** After run.json is stored. Throws Problem 'run-conflict' where the run is being deleted. */
export async function openRun(store: ObjectStore, run: string): Promise<void> {
  await store.putIfAbsent(openRunKey(run), new Uint8Array());
  // Looked for afterwards: who deletes a run says so before it is closed, so that one of the two sees the other.
  if (!(await isDeleted(store, run))) return;
  await closeRun(store, run);
  await refuseDeleted(store, run);
}

/** After the summary is stored. */
export async function closeRun(store: ObjectStore, run: string): Promise<void> {
  await store.delete(openRunKey(run));
}

export async function* listOpenRuns(store: ObjectStore): AsyncGenerator<string> {
  for await (const { key } of store.list(openRuns)) {
    const run = runIdSchema.safeParse(key.slice(openRuns.length));
    if (run.success) yield run.data;
  }
}
