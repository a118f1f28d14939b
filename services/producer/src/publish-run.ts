/** Tells whoever watches a run how far it is, where that is news. */
import type { RunState } from '@camfleet/contracts';
import type { RunEntry } from '@camfleet/scheduling';
import type { ProducerDependencies } from './producer-dependencies.js';
import { isNews, progressOf, type RunBook } from './run-book.js';

/** `entry` is undefined once the run has ended. */
export async function publishRun(
  book: RunBook,
  entry: RunEntry | undefined,
  { publish, log }: Pick<ProducerDependencies, 'publish' | 'log'>,
): Promise<void> {
  // How it ended holds, although the scheduler may not have heard of it yet.
  const state: RunState = book.ended ?? entry?.state ?? 'finalising';
  const reason = entry?.control.reason ?? null;
  const before = book.shown.state;
  if (!isNews(book, state, reason, Date.now())) return;
  if (state !== before) log.info({ run: book.request.run }, state);
  await publish(progressOf(book, state, reason));
}
