/** camfleet results: where they lie, how the run ended, and the first outcomes. */
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { examples, whole } from './flags.js';
import { outcomesTable } from './outcomes-view.js';
import { addPlaceFlags, openPlace, type PlaceOptions } from './place-flags.js';
import { summaryText } from './summary-view.js';

interface ResultsOptions extends PlaceOptions {
  readonly rows: number;
  readonly failed?: true;
}

export function addResultsCommand(program: Command, act: Act, context: ProgramContext): void {
  addPlaceFlags(program.command('results'))
    .description('Where the results of a run that has ended lie, how it ended, and its first outcomes')
    .argument('<run>', 'the run')
    .option('--rows <n>', 'how many outcomes are shown', whole(1_000), 10)
    .option('--failed', 'show the images that failed instead of the first ones')
    .addHelpText(
      'after',
      `${examples(
        'camfleet results 20260131-120000-abc123',
        'camfleet results 20260131-120000-abc123 --failed',
        'camfleet results 20260131-120000-abc123 --rows 100 --json | jq .outcomes',
      )}

All outcomes, in files that other programs read: camfleet export.`,
    )
    .action((run: string, options: ResultsOptions, command: Command) =>
      act(options, async (output, closer) => {
        const place = await openPlace(command, { ...context, config: context.config(), output, closer });
        const summary = await place.summary(run);
        const { rows, failed = false } = options;
        const outcomes = await place.outcomes(run, rows, failed ? 'failed' : 'all');
        const more = (failed ? summary.images.failed : summary.images.total) - outcomes.length;
        const text = [
          summaryText(summary),
          '',
          outcomesTable(outcomes),
          ...(more > 0 ? [`  and ${more} more`] : []),
        ];
        output.answer(text.join('\n'), { ...summary, outcomes });
      }),
    );
}
