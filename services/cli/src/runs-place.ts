/** Where runs are, and what can be done about them there: on a server, or in a store. */
import type { Decided, MergedSummary, RunView } from '@camfleet/protocol';
import type { Decision } from '@camfleet/runs';
import type { BeginFlags } from './begin-run.js';
import type { OutcomeLine } from './outcome-line.js';

export interface Submission extends BeginFlags {
  /** Where rows with a relative address are found from; null: where the manifest lies. */
  readonly base: string | null;
  /** Whether the pictures themselves are sent, since the server cannot read this machine. */
  readonly sendPictures: boolean;
}

export interface RunsPlace {
  /** What has to be added to a command so that it means this place. */
  readonly flag: string;
  /** Whether there is nobody to ask who looks after a run: a store whose Redis is not there. */
  readonly isLeft: boolean;
  /** Begins a run that whoever serves this place takes up. */
  submit(submission: Submission): Promise<RunView>;
  run(run: string): Promise<RunView>;
  /** All runs. */
  runs(): AsyncIterable<RunView>;
  /** How a run goes on, to the view that has its summary. */
  watch(run: string): AsyncIterable<RunView>;
  decide(run: string, decision: Decision): Promise<Decided>;
  /** Of a run that has ended, with what was tried again. */
  summary(run: string): Promise<MergedSummary>;
  /** The first outcomes of a run that has ended; of all, or of those that failed. */
  outcomes(run: string, count: number, which: 'all' | 'failed'): Promise<OutcomeLine[]>;
}
