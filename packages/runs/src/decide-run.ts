/** Decisions about a run, written where the run itself stands. */
import {
  type ControlEntry,
  initialControl,
  type ObjectStore,
  Problem,
  type RunRequest,
} from '@camfleet/contracts';
import { appendControl, readControl, readSummary, refuseDeleted } from '@camfleet/results';

export type Decision =
  | { readonly verb: 'pause' | 'resume' | 'cancel' }
  | { readonly verb: 'priority'; readonly priority: number };

export interface Decided {
  readonly run: string;
  /** What is wished of the run from now on. */
  readonly wish: 'run' | 'pause' | 'cancel' | 'fail';
  readonly priority: number;
}

/**
 * Whoever looks after the run reads it in the store; a signal makes that prompt. Throws 'run-conflict' where it has ended, or is
 * being deleted.
 */
export async function decideRun(
  store: ObjectStore,
  { run, priority }: RunRequest,
  decision: Decision,
): Promise<Decided> {
  const summary = await readSummary(store, run);
  if (summary !== null) {
    throw new Problem(
      'run-conflict',
      `run ${run} is ${summary.state}: there is nothing left to ${decision.verb}`,
    );
  }
  await refuseDeleted(store, run);
  const known = await readControl(store, run, initialControl(priority));
  const entry: ControlEntry = { ...decision, by: 'user', at: new Date().toISOString() };
  const control = await appendControl(store, run, known, entry);
  return { run, wish: control.wish, priority: control.priority };
}
