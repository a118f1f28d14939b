/** camfleet status: how a run stands, or all runs. */
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { examples } from './flags.js';
import { addPlaceFlags, openPlace, type PlaceOptions } from './place-flags.js';
import { runLine, runText } from './run-view.js';
import type { RunsPlace } from './runs-place.js';
import { summaryText } from './summary-view.js';

export function addStatusCommand(program: Command, act: Act, context: ProgramContext): void {
  addPlaceFlags(program.command('status'))
    .description('How a run stands, or all runs of a server or a store')
    .argument('[run]', 'the run; without it, all')
    .addHelpText(
      'after',
      examples(
        'camfleet status',
        'camfleet status 20260131-120000-abc123 --json',
        'camfleet status --server http://127.0.0.1:8080',
      ),
    )
    .action((run: string | undefined, options: PlaceOptions, command: Command) =>
      act(options, async (output, closer) => {
        const place = await openPlace(command, { ...context, config: context.config(), output, closer });
        if (run !== undefined) {
          const { text, object } = await statusOf(place, run);
          return output.answer(text, object);
        }
        const runs = [];
        for await (const view of place.runs()) runs.push(view);
        output.answer(runs.length === 0 ? 'no runs' : runs.map((one) => runLine(one, place)).join('\n'), {
          runs,
        });
      }),
    );
}

/** Of a run that has ended the summary, with what was tried again. */
async function statusOf(place: RunsPlace, run: string): Promise<{ text: string; object: object }> {
  const view = await place.run(run);
  if (view.summary === null) return { text: runText(view, place), object: view };
  const summary = await place.summary(run);
  const merged = summary.retries.length === 0 ? '' : `\nwith what ${summary.retries.join(', ')} tried again`;
  return { text: `${summaryText(summary)}${merged}`, object: { ...view, summary } };
}
