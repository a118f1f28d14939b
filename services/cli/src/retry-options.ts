/** The flags of camfleet retry-failed. */
import { failureCodes } from '@camfleet/contracts';
import { type Command, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { addCommonFlags, type CommonFlags, examples, whole } from './flags.js';
import { retryCommand } from './retry-command.js';
import { answerSummary } from './summary-view.js';

interface RetryOptions extends CommonFlags {
  readonly code?: string[];
  readonly workers: number;
  readonly provider: 'cpu' | 'cuda';
}

export function addRetryCommand(program: Command, act: Act, context: ProgramContext): void {
  addCommonFlags(program.command('retry-failed'))
    .description('Try the failed rows of a run again, as a run of their own; results are read together')
    .argument('<run>', 'the run whose rows have failed')
    .addOption(new Option('--code <code...>', 'only rows that failed so').choices(failureCodes))
    .option('--workers <n>', 'worker processes', whole(64), 1)
    .addOption(
      new Option('--provider <provider>', 'where the network runs').choices(['cpu', 'cuda']).default('cpu'),
    )
    .addHelpText('after', examples('camfleet retry-failed 20260131-120000-abc123 --code source-unavailable'))
    .action((run: string, options: RetryOptions) =>
      act(options, async (output, closer) => {
        const { code = null, store, workers, provider } = options;
        const flags = {
          run,
          codes: code,
          store,
          workers,
          provider,
          batchSize: 16,
          lanes: null,
          threads: null,
        };
        answerSummary(
          await retryCommand(flags, { ...context, config: context.config(), output, closer }),
          output,
        );
      }),
    );
}
