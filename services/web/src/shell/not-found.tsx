/** An address of the page that names nothing. */
import { hrefOf } from '../router/route.js';
import { EmptyState } from '../ui/empty-state.js';

export function NotFound() {
  return (
    <EmptyState title="There is no such view">
      <p>The address names nothing that this page shows.</p>
      <a class="button" href={hrefOf({ view: 'runs' })}>
        See the runs
      </a>
    </EmptyState>
  );
}
