/** One run: how it stands, what went wrong, how right it is. */
import { useRun } from '../api/use-run.js';
import { goTo } from '../router/place.js';
import { hrefOf } from '../router/route.js';
import { isLive } from '../run-facts/is-live.js';
import { ProblemNote } from '../ui/problem-note.js';
import { RunStateMark } from '../ui/run-state.js';
import { RunActions } from './run-actions.js';
import { ThroughputChart } from './throughput-chart.js';

export function RunPage({ run: name }: { readonly run: string }) {
  const { run, problem, refresh } = useRun(name);
  return (
    <>
      <div class="head">
        <h1>
          <code>{name}</code>
        </h1>
        {run !== null && (
          <RunActions run={run} onChange={refresh} onGone={() => goTo(hrefOf({ view: 'runs' }))} />
        )}
      </div>
      <ProblemNote problem={problem} />
      {run !== null && (
        <div class="stack">
          <RunStateMark state={run.state} />
          <section class="sheet">
            <div class="inside">
              <ThroughputChart run={name} isLive={isLive(run)} />
            </div>
          </section>
        </div>
      )}
    </>
  );
}
