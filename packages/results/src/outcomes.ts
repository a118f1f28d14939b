/** The outcomes of a run, as far as it is committed. */
import type { ObjectStore, Outcome } from '@camfleet/contracts';
import { listCommits, readCommit } from './commits.js';
import { getPart } from './parts.js';

/** In row order; one part is held at a time. Throws a Problem where a part is missing or damaged. */
export async function* readOutcomes(
  store: ObjectStore,
  run: string,
  signal?: AbortSignal,
): AsyncGenerator<Outcome> {
  for await (const shard of listCommits(store, run)) {
    const record = await readCommit(store, run, shard, signal);
    for (const part of record?.parts ?? []) yield* await getPart(store, part, signal);
  }
}
