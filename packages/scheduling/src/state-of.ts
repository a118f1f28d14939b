/** The state that a run should be in, from what is known and wished. */
import { type RunState, runTransitions } from '@camfleet/contracts';
import { openShards, type RunEntry } from './scheduler-state.js';

export function stateOf(entry: RunEntry): RunState {
  const { state, shards, control, skipped } = entry;
  if (runTransitions[state].length === 0) return state;
  // What is not known of it may be all that was left to do.
  if (!entry.isLoaded) return entry.hasHalted ? 'failed' : 'scanning';
  const isOpen = shards === null || openShards(entry) > 0;
  if (control.wish === 'cancel' && (isOpen || skipped > 0 || state === 'cancelling')) return 'cancelling';
  if (control.wish === 'fail') return 'failed';
  // With every shard committed there is nothing left to pause.
  if (!isOpen) return 'finalising';
  if (control.wish === 'pause') return 'paused';
  return shards === null ? 'scanning' : 'running';
}

/** Throws RangeError where the table knows no such step. */
export function enter(entry: RunEntry, state: RunState): void {
  if (entry.state === state) return;
  if (!runTransitions[entry.state].includes(state)) {
    throw new RangeError(`run ${entry.run} cannot become ${state} while it is ${entry.state}`);
  }
  entry.state = state;
  entry.asked.clear();
}
