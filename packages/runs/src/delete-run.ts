/** Takes a run out of the store, with all that it wrote. */
import {
  initialControl,
  mayBeDeleted,
  type ObjectStore,
  Problem,
  type RunRequest,
  runKeys,
} from '@camfleet/contracts';
import {
  buryRun,
  closeRun,
  isDeleted,
  listReboxes,
  listRetries,
  readControl,
  readSummary,
  unlistRun,
} from '@camfleet/results';
import pLimit from 'p-limit';

/** Objects deleted at a time. */
const lanes = 16;
/** Keys held while they are deleted. */
const keysHeld = 1_000;

/**
 * The request goes last but for the listing: a deletion that was cut off is gone on with by the next. Throws 'run-conflict'
 * where the run is still looked after (one that was cancelled and cannot end is not), or where runs that tried its rows again or drew its maps anew would lose them.
 */
export async function deleteRun(store: ObjectStore, request: RunRequest): Promise<void> {
  const { run, parent } = request;
  const keys = runKeys(run);
  // What says whether it may be deleted is perhaps gone by now where its deletion was begun.
  if (!(await isDeleted(store, run))) await refuseNeeded(store, request);
  await buryRun(store, run);
  await closeRun(store, run);
  const last = [keys.summary, keys.run];
  for (;;) {
    const found: string[] = [];
    for await (const { key } of store.list(`runs/${run}/`)) {
      if (!last.includes(key)) found.push(key);
      if (found.length === keysHeld) break;
    }
    const lane = pLimit(lanes);
    await Promise.all(found.map((key) => lane(() => store.delete(key))));
    if (found.length < keysHeld) break;
  }
  if (parent?.kind === 'retry') await store.delete(runKeys(parent.run).retry(run));
  if (parent?.kind === 'rebox') await store.delete(runKeys(parent.run).rebox(run));
  for (const key of last) await store.delete(key);
  await unlistRun(store, request);
}

async function refuseNeeded(store: ObjectStore, { run, priority }: RunRequest): Promise<void> {
  const control = await readControl(store, run, initialControl(priority));
  if (!mayBeDeleted(control) && (await readSummary(store, run)) === null) {
    throw new Problem('run-conflict', `run ${run} has not ended: cancel it first`);
  }
  const [retry] = await listRetries(store, run);
  if (retry !== undefined) {
    throw new Problem('run-conflict', `run ${retry} tried rows of ${run} again: delete it first`);
  }
  const [rebox] = await listReboxes(store, run);
  if (rebox !== undefined) {
    throw new Problem('run-conflict', `run ${rebox} drew boxes from the maps of ${run}: delete it first`);
  }
}
