/** camfleet retry-failed: the failed rows of a run once more, as a run of their own. */
import { newRunId, type Summary } from '@camfleet/contracts';
import { findRun, retryRun } from '@camfleet/runs';
import { type CommandContext, carryOut, type Workforce } from './carry-out.js';
import { openNamedStore } from './open-named-store.js';

export interface RetryFlags extends Workforce {
  readonly run: string;
  /** Failure codes; null for all. */
  readonly codes: readonly string[] | null;
}

/** The derived run's summary. */
export async function retryCommand(flags: RetryFlags, context: CommandContext): Promise<Summary> {
  const store = await openNamedStore(flags.store, context.config, context.closer);
  await store.check();
  const named = await findRun(store, flags.run);
  const request = await retryRun(store, named, { run: newRunId(new Date()), codes: flags.codes });
  return await carryOut(request, flags, store, context);
}
