/** A run that the user names, in the store that they name. */
import { type ObjectStore, Problem, type RunRequest, runIdSchema } from '@camfleet/contracts';
import { readRun } from '@camfleet/results';
import { type Closer, s3Settings } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import type { CliConfig } from './config.js';
import { storeAddress } from './store-address.js';

export async function openNamedStore(store: string, config: CliConfig, closer: Closer): Promise<ObjectStore> {
  return closer.add(await openStore(storeAddress(store), { s3: s3Settings(config) }));
}

/** Throws Problem 'usage' or 'run-unknown'. */
export async function existingRun(store: ObjectStore, name: string): Promise<RunRequest> {
  const run = runIdSchema.safeParse(name);
  if (!run.success) throw new Problem('usage', `"${name}" is no run's name: ${run.error.issues[0]?.message}`);
  return await readRun(store, run.data);
}
