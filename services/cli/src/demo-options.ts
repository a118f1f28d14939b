/** The flags of camfleet demo. */
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { demoText } from './demo-view.js';
import { addCommonFlags, type CommonFlags, examples, whole } from './flags.js';
import { loaded } from './loaded.js';

interface DemoOptions extends CommonFlags {
  readonly scenes: number;
  readonly seed: number;
  readonly broken?: boolean;
}

export function addDemoCommand(program: Command, act: Act, context: ProgramContext): void {
  addCommonFlags(program.command('demo'))
    .description(
      'Draw scenes, find the objects in them with the built-in network, and show how well that went',
    )
    .option('--scenes <n>', 'how many scenes are drawn', whole(10_000), 300)
    .option('--seed <n>', 'other scenes', whole(9_999), 1)
    .option('--broken', 'mix in files that have something wrong, and show what becomes of them')
    .addHelpText(
      'after',
      examples('camfleet demo', 'camfleet demo --broken', 'camfleet demo --json | jq .accuracy'),
    )
    .action((options: DemoOptions) =>
      act(options, async (output, closer) => {
        const { demoCommand } = await loaded(import('./demo-command.js'), context.signal);
        const { store, scenes, seed, broken = false } = options;
        const flags = { store, scenes, seed, broken };
        const result = await demoCommand(flags, { ...context, config: context.config(), output, closer });
        output.answer(demoText(result), { ...result.summary, contactSheet: result.contactSheet });
      }),
    );
}
