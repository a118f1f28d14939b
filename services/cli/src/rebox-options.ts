/** The flags of camfleet rebox. */
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { addCommonFlags, type CommonFlags, examples, policyHelp, whole } from './flags.js';
import { reboxCommand } from './rebox-command.js';
import { answerSummary } from './summary-view.js';

interface ReboxOptions extends CommonFlags {
  readonly policy: string;
  readonly workers?: number;
}

export function addReboxCommand(program: Command, act: Act, context: ProgramContext): void {
  addCommonFlags(program.command('rebox'))
    .description('Draw other boxes from the maps of a complete run, without the network')
    .argument('<run>', 'the run whose maps are used')
    .requiredOption('--policy <policy>', policyHelp)
    .option('--workers <n>', 'worker processes (default: one a core)', whole(64))
    .addHelpText(
      'after',
      examples(
        'camfleet rebox 20260131-120000-abc123 --policy heuristic-221',
        'camfleet rebox 20260131-120000-abc123 --policy my-policy.json',
      ),
    )
    .action((run: string, options: ReboxOptions) =>
      act(options, async (output, closer) => {
        const { policy, store, workers = null } = options;
        const flags = { run, policy, store, workers };
        const summary = await reboxCommand(flags, { ...context, config: context.config(), output, closer });
        answerSummary(summary, output);
      }),
    );
}
