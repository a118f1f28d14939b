/** A run by the name that somebody gave. */
import { type ObjectStore, Problem, type RunRequest, runIdSchema } from '@camfleet/contracts';
import { readRun } from '@camfleet/results';

/** Throws Problem 'usage' where it can be no run's name, or 'run-unknown'. */
export async function findRun(store: ObjectStore, name: string): Promise<RunRequest> {
  const run = runIdSchema.safeParse(name);
  if (!run.success) throw new Problem('usage', `"${name}" is no run's name: ${run.error.issues[0]?.message}`);
  return await readRun(store, run.data);
}
