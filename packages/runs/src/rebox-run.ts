/** Other boxes and figures from the maps of a complete run, without the network, as a run of its own. */
import { build, type ObjectStore, Problem, type RunRequest } from '@camfleet/contracts';
import { addRebox, readSummary } from '@camfleet/results';
import { beginRun } from './submit-run.js';

/** The derived run. Throws Problem 'run-conflict' where the parent is not complete, 'usage' where it has no maps. */
export async function reboxRun(
  store: ObjectStore,
  parent: RunRequest,
  { run, policy }: { readonly run: string; readonly policy: RunRequest['parameters']['policy'] },
): Promise<RunRequest> {
  if ((await readSummary(store, parent.run))?.state !== 'complete') {
    throw new Problem(
      'run-conflict',
      `run ${parent.run} is not complete: boxes are drawn anew once it is finished`,
    );
  }
  if (parent.parameters.classifyOnly) {
    throw new Problem(
      'usage',
      `run ${parent.run} was one of classes only: it has no maps to draw boxes from`,
    );
  }
  await addRebox(store, parent.run, run);
  // What was expected of the network says nothing of boxes alone.
  const { estimate: _, ...own } = parent;
  return await beginRun(store, {
    ...own,
    run,
    createdAt: new Date().toISOString(),
    build,
    parent: { kind: 'rebox', run: parent.run, rows: parent.parent?.rows ?? parent.run },
    parameters: { ...parent.parameters, policy },
  });
}
