/** camfleet rebox: other boxes and figures from the maps of a complete run, without the network, as a run of its own. */
import { availableParallelism } from 'node:os';
import { newRunId, type Summary } from '@camfleet/contracts';
import { findRun, reboxRun } from '@camfleet/runs';
import { type CommandContext, carryOut } from './carry-out.js';
import { openNamedStore } from './open-named-store.js';
import { resolvePolicy } from './resolve-policy.js';

export interface ReboxFlags {
  readonly run: string;
  readonly policy: string;
  readonly store: string;
  readonly workers: number | null;
}

export async function reboxCommand(flags: ReboxFlags, context: CommandContext): Promise<Summary> {
  const policy = await resolvePolicy(flags.policy);
  const store = await openNamedStore(flags.store, context.config, context.closer);
  await store.check();
  const parent = await findRun(store, flags.run);
  const request = await reboxRun(store, parent, { run: newRunId(new Date()), policy });
  const workers = flags.workers ?? availableParallelism();
  const workforce = { store: flags.store, workers, batchSize: 1, lanes: 1, threads: 1 };
  return await carryOut(request, { ...workforce, provider: 'none' }, store, context);
}
