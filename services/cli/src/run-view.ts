/** How a run stands, as a person likes to read it. */
import type { RunState } from '@camfleet/contracts';
import type { RunView } from '@camfleet/protocol';
import type { RunsPlace } from './runs-place.js';

/** What a run is said to be doing, if anybody looks after it. */
const movingStates: ReadonlySet<string> = new Set<RunState>([
  'scanning',
  'running',
  'cancelling',
  'finalising',
]);

/** One line, and what to do where nobody looks after the run. */
export function runText(view: RunView, place: RunsPlace): string {
  const line = runLine(view, place);
  return isUnattended(view, place) ? `${line}\n${unattendedText(view, place)}` : line;
}

export function runLine(view: RunView, place: RunsPlace): string {
  const { run, state, shards, shardsCommitted, rows, model, reason, attended } = view;
  const size = rows === null ? '' : `, ${shardsCommitted} of ${shards} shards of ${rows} rows`;
  const isAlone = isUnattended(view, place) && movingStates.has(state);
  const alone = isAlone ? `, but nobody ${attended === null ? 'on this machine ' : ''}looks after it` : '';
  return `${run}  ${state}${alone}${size}, ${model}${reason === null ? '' : `: ${reason}`}`;
}

/** Where a Redis did not answer at once, nobody knows who looks after a run. */
export function isUnattended({ summary, attended }: RunView, { isLeft }: RunsPlace): boolean {
  return summary === null && (attended === false || (attended === null && isLeft));
}

/** What to do about a run that stands because nobody looks after it. */
export function unattendedText({ run, attended }: RunView, { flag }: RunsPlace): string {
  const serve = `npx camfleet up ${flag}`;
  const goOn = `npx camfleet run --resume ${run} ${flag}`;
  if (flag.startsWith('--server')) return 'nobody looks after it: the server has no producer that runs';
  const where = attended === null ? 'no command on this machine' : 'nobody';
  return `${where} looks after it: serve it with "${serve}", or go on with it alone with "${goOn}"`;
}
