/** The names of deleted runs, an empty object each: what is still under way for one must never pass for another's. */
import { deletedRunKey, type ObjectStore, Problem } from '@camfleet/contracts';

/** Before anything of the run is deleted. */
export async function buryRun(store: ObjectStore, run: string): Promise<void> {
  await store.putIfAbsent(deletedRunKey(run), new Uint8Array());
}

/** Also while it is being deleted. */
export async function isDeleted(store: ObjectStore, run: string, signal?: AbortSignal): Promise<boolean> {
  return (await store.get(deletedRunKey(run), signal)) !== null;
}

/** Throws Problem 'run-conflict' where a run of this name was deleted. */
export async function refuseDeleted(store: ObjectStore, run: string, signal?: AbortSignal): Promise<void> {
  if (!(await isDeleted(store, run, signal))) return;
  throw new Problem(
    'run-conflict',
    `run ${run} was deleted, and no other takes its name: choose another one, or another Idempotency-Key`,
  );
}
