/** Two runs, picture by picture. */
import type { RunView } from '@camfleet/protocol';
import { useResource } from '../api/use-resource.js';
import { useQueryState } from '../gallery/use-query-state.js';
import { hrefOf } from '../router/route.js';
import { EmptyState } from '../ui/empty-state.js';
import { ProblemNote } from '../ui/problem-note.js';
import { readCompareQuery, writeCompareQuery } from './compare-query.js';
import { Compared } from './compared.js';
import { RunField } from './run-field.js';
import '../gallery/controls.css';
import '../gallery/gallery.css';
import '../gallery/pictures.css';
import './compare.css';

const form = {
  read: readCompareQuery,
  write: writeCompareQuery,
  href: (words: Record<string, string>) => hrefOf({ view: 'compare' }, words),
};

export function ComparePage({ query }: { readonly query: URLSearchParams }) {
  const { state, change } = useQueryState(query, form);
  const listed = useResource<{ runs: RunView[] }>('/v1/runs?limit=100');
  const { first, second } = state;
  const one = useResource<RunView>(first === '' ? null : `/v1/runs/${encodeURIComponent(first)}`);
  const other = useResource<RunView>(second === '' ? null : `/v1/runs/${encodeURIComponent(second)}`);
  const ended = (listed.data?.runs ?? []).filter(
    (run) => run.state === 'complete' || run.state === 'cancelled',
  );
  const choice = (
    <div class="controls">
      <RunField name="A" runs={ended} chosen={first} onChoose={(run) => change(() => ({ first: run }))} />
      <RunField name="B" runs={ended} chosen={second} onChoose={(run) => change(() => ({ second: run }))} />
      <button
        type="button"
        class="button"
        disabled={first === '' && second === ''}
        onClick={() => change((now) => ({ first: now.second, second: now.first }))}
      >
        Swap A and B
      </button>
    </div>
  );
  if (one.data !== null && other.data !== null) {
    return (
      <Compared
        key={`${first} ${second}`}
        runs={[one.data, other.data]}
        state={state}
        change={change}
        choice={choice}
      />
    );
  }
  return (
    <div class="gallery compare">
      <aside aria-label="What is compared">{choice}</aside>
      <div>
        <ProblemNote problem={listed.problem ?? one.problem ?? other.problem} />
        {(first === '' || second === '') && (
          <EmptyState title="Compare two runs">
            <p>
              Choose two runs over the same pictures: of two models, or of one model under two box policies.
              The pictures stand side by side, those first on which the runs differ most.
            </p>
          </EmptyState>
        )}
      </div>
    </div>
  );
}
