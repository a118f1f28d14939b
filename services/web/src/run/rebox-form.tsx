/** Other boxes from the maps that are stored: a run of its own, without the network. */
import type { RunView } from '@camfleet/protocol';
import { useState } from 'preact/hooks';
import { asProblem, mistakeAt, type ProblemError } from '../api/problem-error.js';
import { requestJson } from '../api/request.js';
import { goTo } from '../router/place.js';
import { hrefOf } from '../router/route.js';
import { PolicyField } from '../submit/policy-field.js';
import { ProblemNote } from '../ui/problem-note.js';

export function ReboxForm({ run }: { readonly run: string }) {
  const [policy, setPolicy] = useState('heuristic-221');
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);

  async function rebox(event: Event) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const path = `/v1/runs/${encodeURIComponent(run)}/rebox`;
      const begun = await requestJson<RunView>(path, { method: 'POST', json: { policy } });
      goTo(hrefOf({ view: 'run', run: begun.run }));
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  const mistake = mistakeAt(problem, '#/policy');
  return (
    <section class="sheet" aria-labelledby="rebox">
      <header>
        <h2 id="rebox">Draw other boxes</h2>
      </header>
      <form class="inside stack" onSubmit={rebox}>
        <p class="soft">
          From the maps that are stored, as a run of its own: the pictures are not read again.
        </p>
        <ProblemNote problem={mistake === null ? problem : null} />
        <PolicyField value={policy} mistake={mistake} onChange={setPolicy} />
        <div>
          <button type="submit" class="button" disabled={busy}>
            Draw them
          </button>
        </div>
      </form>
    </section>
  );
}
