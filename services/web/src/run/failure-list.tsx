/** What went wrong, by code: how often, what it means, examples, and another try. */
import { failureTable, isFailure } from '@camfleet/contracts';
import type { RunView } from '@camfleet/protocol';
import { useState } from 'preact/hooks';
import { asProblem, type ProblemError } from '../api/problem-error.js';
import { requestJson } from '../api/request.js';
import { goTo } from '../router/place.js';
import { hrefOf } from '../router/route.js';
import { inWhole } from '../ui/numbers.js';
import { ProblemNote } from '../ui/problem-note.js';
import { FailureExamples } from './failure-examples.js';
import { ShareBar } from './share-bar.js';

export function FailureList({ run }: { readonly run: RunView }) {
  const codes = Object.entries(run.failures ?? {}).sort(([, a], [, b]) => b - a);
  const total = run.counts?.failed ?? 0;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const chosen = codes.map(([code]) => code).filter((code) => !left.has(code));
  const mayRetry = run.state === 'complete' && chosen.length > 0;

  async function retry() {
    setBusy(true);
    setProblem(null);
    const json = chosen.length === codes.length ? {} : { codes: chosen };
    try {
      const path = `/v1/runs/${encodeURIComponent(run.run)}/retry-failed`;
      const begun = await requestJson<RunView>(path, { method: 'POST', json });
      goTo(hrefOf({ view: 'run', run: begun.run }));
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }
  const turn = (code: string) =>
    setLeft((before) => {
      const after = new Set(before);
      if (!after.delete(code)) after.add(code);
      return after;
    });

  return (
    <section class="sheet" aria-labelledby="failures">
      <header>
        <h2 id="failures">
          What failed <span class="soft number">{inWhole(total)}</span>
        </h2>
        {run.state === 'complete' && (
          <button type="button" class="button" disabled={!mayRetry || busy} onClick={retry}>
            Try {chosen.length === codes.length ? 'all' : 'the chosen'} again
          </button>
        )}
      </header>
      <div class="inside">
        <ProblemNote problem={problem} />
        <ul class="failures">
          {codes.map(([code, count]) => (
            <li key={code}>
              {run.state === 'complete' && (
                <input
                  type="checkbox"
                  aria-label={`Try ${code} again`}
                  checked={!left.has(code)}
                  onChange={() => turn(code)}
                />
              )}
              <div class="failure">
                <p>
                  <code>{code}</code> <span class="soft">{helpOf(code)}</span>
                </p>
                <FailureExamples run={run.run} code={code} />
              </div>
              <div class="failure-share">
                <ShareBar share={total === 0 ? 0 : count / total} />
                <b class="number">{inWhole(count)}</b>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function helpOf(code: string): string {
  const known = { code };
  return isFailure(known) ? failureTable[known.code].help : 'a later version of Camfleet says what this is';
}
