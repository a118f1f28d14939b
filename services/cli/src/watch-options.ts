/** camfleet watch: a run as it goes on, to its end. */
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { answerEnd } from './answer-end.js';
import { examples } from './flags.js';
import { addPlaceFlags, openPlace, type PlaceOptions } from './place-flags.js';

export function addWatchCommand(program: Command, act: Act, context: ProgramContext): void {
  addPlaceFlags(program.command('watch'))
    .description('Watch a run to its end: progress, rate and time left, then the summary')
    .argument('<run>', 'the run')
    .addHelpText(
      'after',
      `${examples(
        'camfleet watch 20260131-120000-abc123',
        'camfleet watch 20260131-120000-abc123 --server http://127.0.0.1:8080 --json',
      )}

The exit code is that of camfleet run: 0 where the run is complete. Ctrl-C ends the watching, not the run.`,
    )
    .action((run: string, options: PlaceOptions, command: Command) =>
      act(options, async (output, closer) => {
        const own = { ...context, config: context.config(), output, closer };
        await answerEnd(await openPlace(command, own), run, own);
      }),
    );
}
