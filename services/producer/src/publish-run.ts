/** Tells whoever watches a run how far it is, where that is news. */
import type { RunState } from '@camfleet/contracts';
import type { RunEntry } from '@camfleet/scheduling';
import type { ProducerDependencies } from './producer-dependencies.js';
import { isNews, isPublishDue, progressOf, type RunBook } from './run-book.js';

/** `entry` is undefined once the run has ended. */
export async function publishRun(
  book: RunBook,
  entry: RunEntry | undefined,
  { publish, log }: Pick<ProducerDependencies, 'publish' | 'log'>,
): Promise<void> {
  // How it ended holds, although the scheduler may not have heard of it yet.
  const state: RunState = book.ended ?? entry?.state ?? 'finalising';
  const now = Date.now();
  // Asked first: to put a progress together takes longer than most of what happens between two of them.
  if (!isPublishDue(book, state, now)) return;
  const progress = progressOf(book, state, entry?.control.reason ?? null);
  const isNewState = state !== book.shown.state;
  if (!isNews(book, progress, now)) return;
  if (isNewState) log.info({ run: book.request.run }, state);
  await publish(progress);
}
