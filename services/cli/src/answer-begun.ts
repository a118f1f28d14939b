/** Answers with a run that was begun and is not waited for, or, where that is asked for, with how it ended. */
import type { RunView } from '@camfleet/protocol';
import { answerEnd } from './answer-end.js';
import type { CommandContext } from './carry-out.js';
import { runText } from './run-view.js';
import type { RunsPlace } from './runs-place.js';

export async function answerBegun(
  place: RunsPlace,
  begun: RunView,
  { watch = false }: { readonly watch?: boolean },
  context: Pick<CommandContext, 'output'>,
): Promise<void> {
  if (watch) return await answerEnd(place, begun.run, context);
  const next = `watch it: npx camfleet watch ${begun.run} ${place.flag}`;
  context.output.answer(`${runText(begun, place)}\n${next}`, begun);
}
