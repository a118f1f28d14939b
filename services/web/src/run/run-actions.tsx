/** What can be done about a run: the buttons that its state allows. */
import type { RunView } from '@camfleet/protocol';
import { useState } from 'preact/hooks';
import { asProblem, type ProblemError } from '../api/problem-error.js';
import { request } from '../api/request.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { ProblemNote } from '../ui/problem-note.js';

interface ActionsProps {
  readonly run: RunView;
  readonly onChange: () => void;
  /** Called when the run is gone; else `onChange`. */
  readonly onGone?: () => void;
  /** In a table: only what is wanted while one looks at many. */
  readonly compact?: boolean;
}

/** What cannot be taken back is asked about first. */
type Asked = 'cancel' | 'delete' | null;

export function RunActions({ run, onChange, onGone = onChange, compact = false }: ActionsProps) {
  const [asked, setAsked] = useState<Asked>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const { state } = run;
  const root = `/v1/runs/${encodeURIComponent(run.run)}`;

  async function send(work: () => Promise<unknown>, then: () => void) {
    setBusy(true);
    setProblem(null);
    setAsked(null);
    try {
      await work();
      then();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }
  const decide = (verb: 'pause' | 'resume' | 'cancel') =>
    send(() => request(`${root}/${verb}`, { method: 'POST' }), onChange);

  const mayPause = state === 'scanning' || state === 'running';
  const mayResume = state === 'paused' || state === 'failed';
  const mayCancel = mayPause || mayResume;
  const isStuck = state === 'cancelling' && run.reason !== null;
  const mayDelete = state === 'complete' || state === 'cancelled' || isStuck;
  return (
    <div class="run-actions">
      <div class="row">
        {mayPause && (
          <button type="button" class="button" disabled={busy} onClick={() => decide('pause')}>
            Pause<span class="unseen"> {run.run}</span>
          </button>
        )}
        {mayResume && (
          <button type="button" class="button" disabled={busy} onClick={() => decide('resume')}>
            Resume<span class="unseen"> {run.run}</span>
          </button>
        )}
        {mayCancel && (
          <button type="button" class="button danger" disabled={busy} onClick={() => setAsked('cancel')}>
            Cancel<span class="unseen"> {run.run}</span>
          </button>
        )}
        {!compact && mayDelete && (
          <button type="button" class="button danger" disabled={busy} onClick={() => setAsked('delete')}>
            Delete
          </button>
        )}
      </div>
      <ProblemNote problem={problem} />
      {asked === 'cancel' && (
        <ConfirmDialog
          title={`Cancel ${run.run}?`}
          yes="Cancel the run"
          no="Let it go on"
          onNo={() => setAsked(null)}
          onYes={() => decide('cancel')}
        >
          What is done stays; rows that were not tried become skipped. A cancelled run cannot be resumed.
        </ConfirmDialog>
      )}
      {asked === 'delete' && (
        <ConfirmDialog
          title={`Delete ${run.run}?`}
          yes="Delete the run"
          no="Keep it"
          onNo={() => setAsked(null)}
          onYes={() => send(() => request(root, { method: 'DELETE' }), onGone)}
        >
          Its outcomes, maps and boxes are removed from the store for good.
        </ConfirmDialog>
      )}
    </div>
  );
}
