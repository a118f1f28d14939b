/** Tells whoever watches a run how far it is, where that is news. */
import type { RunState } from '@camfleet/contracts';
import type { RunEntry } from '@camfleet/scheduling';
import type { ProducerDependencies } from './producer-dependencies.js';
import { nextProgress, progressOf, type RunBook } from './run-book.js';

/** `entry` is undefined once the run has ended. */
export async function publishRun(
  book: RunBook,
  entry: RunEntry | undefined,
  { publish, log }: Pick<ProducerDependencies, 'publish' | 'log'>,
): Promise<void> {
  const state: RunState = entry?.state ?? book.ended ?? 'finalising';
  const progress = nextProgress(book, progressOf(book, state, entry?.control.reason ?? null), Date.now());
  if (progress === null) return;
  if (progress.state !== book.state) log.info({ run: book.request.run }, progress.state);
  book.state = progress.state;
  await publish(progress);
}
