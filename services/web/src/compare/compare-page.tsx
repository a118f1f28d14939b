/** Two runs, picture by picture. */
import { EmptyState } from '../ui/empty-state.js';

export function ComparePage(_: { readonly query: URLSearchParams }) {
  return (
    <EmptyState title="Compare two runs">
      <p>The comparison is not there yet.</p>
    </EmptyState>
  );
}
