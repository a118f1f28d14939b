/** Why pictures are missing, where they are, and what to do. */
import type { OutcomeView } from '@camfleet/protocol';
import { asProblem } from '../api/problem-error.js';
import { EmptyState } from '../ui/empty-state.js';
import { ProblemNote } from '../ui/problem-note.js';
import type { OutcomePages } from './outcome-pages.js';

interface PicturesNotesProps {
  readonly pages: OutcomePages<OutcomeView>;
  readonly isLive: boolean;
}

export function PicturesNotes({ pages, isLive }: PicturesNotesProps) {
  if (pages.error !== null) {
    const problem = asProblem(pages.error);
    if (problem.code === 'not-indexed-yet') return <p class="note">{problem.message}</p>;
    return (
      <div class="row">
        <ProblemNote problem={problem} />
        <button type="button" class="button" onClick={() => pages.refresh()}>
          Try again
        </button>
      </div>
    );
  }
  if (pages.total !== 0) return null;
  return isLive ? (
    <EmptyState title="Nothing is committed yet">
      <p>Pictures appear here as their shards are done.</p>
    </EmptyState>
  ) : (
    <EmptyState title="No picture fits">
      <p>Show all again, or filter less.</p>
    </EmptyState>
  );
}
