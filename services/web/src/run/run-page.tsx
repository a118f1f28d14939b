/** One run: how it stands, how fast it goes, what went wrong, how right it is. */
import type { RunView } from '@camfleet/protocol';
import { useRun } from '../api/use-run.js';
import { goTo } from '../router/place.js';
import { hrefOf } from '../router/route.js';
import { ProblemNote } from '../ui/problem-note.js';
import { AccuracyCards } from './accuracy-cards.js';
import { ExportMenu } from './export-menu.js';
import { FailureList } from './failure-list.js';
import { isLive } from './is-live.js';
import { ReboxForm } from './rebox-form.js';
import { RunActions } from './run-actions.js';
import { RunEstimate } from './run-estimate.js';
import { RunFacts } from './run-facts.js';
import { RunStanding } from './run-standing.js';
import { SweepChart } from './sweep-chart.js';
import { ThroughputChart } from './throughput-chart.js';
import './run.css';

export function RunPage({ run: name }: { readonly run: string }) {
  const { run, problem, refresh } = useRun(name);
  return (
    <>
      <div class="head">
        <div>
          <p>
            <a href={hrefOf({ view: 'runs' })}>Runs</a> /
          </p>
          <h1 class="run-title">{name}</h1>
        </div>
        {run !== null && (
          <div class="row">
            <RunActions run={run} onChange={refresh} onGone={() => goTo(hrefOf({ view: 'runs' }))} />
            <a class="button" href={hrefOf({ view: 'compare' }, { a: name })}>
              Compare
            </a>
            <a class="button main" href={hrefOf({ view: 'gallery', run: name })}>
              Look at the pictures
            </a>
          </div>
        )}
      </div>
      <div class="stack run">
        <ProblemNote problem={problem} />
        {run !== null && <Sections run={run} />}
      </div>
    </>
  );
}

function Sections({ run }: { readonly run: RunView }) {
  const hasFailures = (run.counts?.failed ?? 0) > 0;
  const isComplete = run.state === 'complete';
  return (
    <>
      <RunStanding run={run} />
      <RunFacts run={run} />
      {run.accuracy !== null && <AccuracyCards accuracy={run.accuracy} isLive={run.summary === null} />}
      <div class="run-columns">
        <section class="sheet" aria-labelledby="throughput">
          <header>
            <h2 id="throughput">Images in a second</h2>
          </header>
          <div class="inside">
            <ThroughputChart run={run.run} isLive={isLive(run)} />
          </div>
        </section>
        {isComplete && run.accuracy?.gtKnown != null && <SweepChart run={run.run} />}
      </div>
      {run.estimate !== null && <RunEstimate estimate={run.estimate} />}
      {hasFailures && <FailureList run={run} />}
      {run.summary !== null && (
        <div class="run-columns">
          <ExportMenu run={run.run} />
          {isComplete && <ReboxForm run={run.run} />}
        </div>
      )}
    </>
  );
}
