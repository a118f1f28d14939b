/** The failed rows of a run once more, as a run of their own. */
import { build, limits, type ObjectStore, Problem, type RunRequest } from '@camfleet/contracts';
import { addRetry, isBegun, listRetries, readMergedSummary, readRun, readSummary } from '@camfleet/results';
import { beginRun } from './submit-run.js';

/**
 * The derived run; the parent and its derived runs are read together, and none of them changes. `codes`: the failures that
 * are tried again, or null for all. Throws Problem 'run-conflict' where the parent has not ended, or where a run that tries
 * such rows has not, 'usage' where nothing failed.
 */
export async function retryRun(
  store: ObjectStore,
  named: RunRequest,
  { run, codes }: { readonly run: string; readonly codes: readonly string[] | null },
): Promise<RunRequest> {
  // Rows of a derived run are rows of its parent: whichever is named, what still fails is tried.
  const parent = named.parent?.kind === 'retry' ? await readRun(store, named.parent.run) : named;
  const { failures } = await readMergedSummary(store, parent.run);
  const wanted = Object.keys(failures).filter((code) => codes?.includes(code) ?? true);
  if (wanted.length === 0) {
    const kinds = Object.keys(failures).join(', ');
    const what = kinds === '' ? 'no failed rows' : `no such failed rows, but ${kinds}`;
    throw new Problem('usage', `run ${parent.run} has ${what}: there is nothing to try again`);
  }
  await refuseWhileTried(store, parent.run, run, codes);
  await addRetry(store, parent.run, run);
  // What was expected of all rows says nothing of these.
  const { estimate: _, ...own } = parent;
  return await beginRun(store, {
    ...own,
    run,
    createdAt: new Date().toISOString(),
    build,
    // What failed may well fail again: that is no reason to stop.
    breaker: { share: 1, images: limits.breakerImages },
    parent: {
      kind: 'retry',
      run: parent.run,
      rows: run,
      ...(codes === null ? {} : { codes: [...codes] }),
    },
  });
}

/** Two that try the same rows would do the same work. */
async function refuseWhileTried(
  store: ObjectStore,
  parent: string,
  run: string,
  codes: readonly string[] | null,
): Promise<void> {
  for (const other of await listRetries(store, parent)) {
    // The same submission, made twice, is one run; and one that is only named has no rows.
    if (other === run || !(await isBegun(store, other)) || (await readSummary(store, other)) !== null)
      continue;
    const tried = (await readRun(store, other)).parent?.codes;
    if (codes !== null && tried !== undefined && !codes.some((code) => tried.includes(code))) continue;
    throw new Problem(
      'run-conflict',
      `run ${other} is trying failed rows of ${parent} again and has not ended: wait for it, finish it with ` +
        `camfleet run --resume ${other}, or cancel it first`,
    );
  }
}
