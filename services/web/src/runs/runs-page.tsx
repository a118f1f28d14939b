/** All runs, the newest first. */
import type { RunPage } from '@camfleet/protocol';
import { useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { hrefOf } from '../router/route.js';
import { isLive } from '../run/is-live.js';
import { EmptyState } from '../ui/empty-state.js';
import { ProblemNote } from '../ui/problem-note.js';
import { RunsTable } from './runs-table.js';
import './runs.css';

/** How often the list is asked for while something happens, and while nothing does, in ms. */
const liveMs = 1_500;
const quietMs = 10_000;
const pageRuns = 25;

export function RunsPage() {
  const [trail, setTrail] = useState<readonly string[]>([]);
  const [everyMs, setEveryMs] = useState(liveMs);
  const cursor = trail.at(-1);
  const path = `/v1/runs?limit=${pageRuns}${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
  const { data, problem, refresh } = useResource<RunPage>(path, everyMs);
  const wanted = data?.runs.some(isLive) === false ? quietMs : liveMs;
  if (wanted !== everyMs) setEveryMs(wanted);
  const newer = trail.length > 0;
  return (
    <>
      <div class="head">
        <h1>Runs</h1>
      </div>
      <div class="stack">
        <ProblemNote problem={problem} />
        {data !== null && data.runs.length === 0 && !newer && <NoRuns />}
        {data !== null && data.runs.length > 0 && <RunsTable runs={data.runs} onChange={refresh} />}
        {(newer || (data !== null && data.next !== null)) && (
          <nav class="row" aria-label="Pages of runs">
            <button
              type="button"
              class="button"
              disabled={!newer}
              onClick={() => setTrail((before) => before.slice(0, -1))}
            >
              Newer
            </button>
            <button
              type="button"
              class="button"
              disabled={data?.next == null}
              onClick={() => setTrail((before) => [...before, data!.next!])}
            >
              Older
            </button>
          </nav>
        )}
      </div>
    </>
  );
}

function NoRuns() {
  return (
    <div class="sheet">
      <EmptyState title="No runs yet">
        <p>
          A run takes a manifest of pictures and a model, and answers with classes, class activation maps and
          boxes for each of them.
        </p>
        <a class="button main large" href={hrefOf({ view: 'submit' })}>
          Begin one
        </a>
      </EmptyState>
    </div>
  );
}
