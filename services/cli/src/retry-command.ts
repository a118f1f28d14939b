/** camfleet retry-failed: the failed rows of a run once more, as a run of their own. */
import { build, limits, newRunId, Problem, type Summary } from '@camfleet/contracts';
import { addRetry, createRun, readMergedSummary, readRun } from '@camfleet/results';
import { type CommandContext, carryOut, type Workforce } from './carry-out.js';
import { existingRun, openNamedStore } from './existing-run.js';

export interface RetryFlags extends Workforce {
  readonly run: string;
  /** Failure codes; null for all. */
  readonly codes: readonly string[] | null;
}

/** The derived run's summary; the parent and its derived runs are read together, and none of them changes. */
export async function retryCommand(flags: RetryFlags, context: CommandContext): Promise<Summary> {
  const store = await openNamedStore(flags.store, context.config, context.closer);
  await store.check();
  const named = await existingRun(store, flags.run);
  // Rows of a derived run are rows of its parent: whichever is named, what still fails is tried.
  const parent = named.parent?.kind === 'retry' ? await readRun(store, named.parent.run) : named;
  const { failures } = await readMergedSummary(store, parent.run);
  const wanted = Object.entries(failures).filter(([code]) => flags.codes?.includes(code) ?? true);
  if (wanted.length === 0) {
    const kinds = Object.keys(failures).join(', ');
    const what = kinds === '' ? 'no failed rows' : `no such failed rows, but ${kinds}`;
    throw new Problem('usage', `run ${parent.run} has ${what}: there is nothing to try again`);
  }
  const run = newRunId(new Date());
  await addRetry(store, parent.run, run);
  const request = await createRun(store, {
    ...parent,
    run,
    createdAt: new Date().toISOString(),
    build,
    // What failed may well fail again: that is no reason to stop.
    breaker: { share: 1, images: limits.breakerImages },
    parent: {
      kind: 'retry',
      run: parent.run,
      rows: run,
      ...(flags.codes === null ? {} : { codes: [...flags.codes] }),
    },
  });
  return await carryOut(request, flags, store, context);
}
