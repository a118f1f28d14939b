/** summary.json and _SUCCESS: how a run ended, written last and once. */
import { type ObjectStore, runKeys, runTransitions, type Summary, summarySchema } from '@camfleet/contracts';
import { decodeJson, encodeJson } from './stored-json.js';
import { sortTally } from './tallies.js';

/**
 * Stores the summary unless there is one, and returns the one that stands. A complete run gets its _SUCCESS after it,
 * also where an earlier finaliser died between the two. Throws where the run's state is not one that it stays in.
 */
export async function writeSummary(
  store: ObjectStore,
  summary: Summary,
  signal?: AbortSignal,
): Promise<Summary> {
  if (runTransitions[summary.state].length > 0) {
    throw new RangeError(`a run that is ${summary.state} may still change: it has no summary yet`);
  }
  const keys = runKeys(summary.run);
  const ordered = {
    ...summary,
    failures: sortTally(summary.failures),
    warnings: sortTally(summary.warnings),
  };
  const first = await store.putIfAbsent(keys.summary, encodeJson(summarySchema, ordered), signal);
  const standing = first ? ordered : await readSummary(store, summary.run, signal);
  if (!standing) throw new Error(`the store refused ${keys.summary} as taken, and then had no such object`);
  if (standing.state === 'complete') await store.putIfAbsent(keys.success, new Uint8Array(), signal);
  return standing;
}

/** Null while the run has not ended. */
export async function readSummary(
  store: ObjectStore,
  run: string,
  signal?: AbortSignal,
): Promise<Summary | null> {
  const key = runKeys(run).summary;
  const bytes = await store.get(key, signal);
  return bytes && decodeJson(summarySchema, key, bytes);
}
