/** Watches a run to its end, and answers with how it ended. */
import { Problem } from '@camfleet/contracts';
import type { RunView } from '@camfleet/protocol';
import type { CommandContext } from './carry-out.js';
import { createProgressView } from './progress-view.js';
import { isUnattended, unattendedText } from './run-view.js';
import type { RunsPlace } from './runs-place.js';
import { answerSummary } from './summary-view.js';

/** Throws Problem 'run-failed' or 'run-paused' where the run goes no further until somebody does something. */
export async function answerEnd(
  place: RunsPlace,
  run: string,
  { output }: Pick<CommandContext, 'output'>,
): Promise<void> {
  const view = createProgressView(process.stderr);
  let isNoted = false;
  try {
    for await (const now of place.watch(run)) {
      if (now.summary !== null) break;
      checkStands(now, place);
      if (!isNoted && isUnattended(now, place)) {
        output.note(`run ${run}: ${unattendedText(now, place)}`);
        isNoted = true;
      }
      view.show(now);
    }
  } finally {
    view.end();
  }
  answerSummary(await place.summary(run), place.flag, output);
}

/** A run that somebody paused may go on at any moment; the breaker's waits for somebody. */
function checkStands({ run, state, reason, attended }: RunView, { flag }: RunsPlace): void {
  if (reason === null || attended !== true) return;
  const goOn = `npx camfleet resume ${run} ${flag}`;
  if (state === 'cancelling')
    throw new Problem('run-failed', `run ${run} is cancelled, and cannot end: ${reason}; it is tried again`);
  if (state === 'failed')
    throw new Problem('run-failed', `run ${run} has failed: ${reason}; once that is mended: ${goOn}`);
  if (state === 'paused')
    throw new Problem('run-paused', `run ${run} is paused: ${reason}; go on with: ${goOn}`);
}
