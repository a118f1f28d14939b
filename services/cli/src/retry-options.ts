/** camfleet retry-failed: the failed rows of a run once more, as a run of their own. */
import { randomUUID } from 'node:crypto';
import { failureCodes } from '@camfleet/contracts';
import { type Command, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { answerBegun } from './answer-begun.js';
import { examples, refuseFlags, whole } from './flags.js';
import { loaded } from './loaded.js';
import { addPlaceFlags, openServer, type PlaceOptions } from './place-flags.js';
import { storeFlag } from './store-flag.js';
import { answerSummary } from './summary-view.js';

interface RetryOptions extends PlaceOptions {
  readonly code?: string[];
  readonly watch?: boolean;
  readonly workers: number;
  readonly provider: 'cpu' | 'cuda';
}

export function addRetryCommand(program: Command, act: Act, context: ProgramContext): void {
  addPlaceFlags(program.command('retry-failed'))
    .description('Try the failed rows of a run again, as a run of their own; results are read together')
    .argument('<run>', 'the run whose rows have failed')
    .addOption(new Option('--code <code...>', 'only rows that failed so').choices(failureCodes))
    .option('--watch', 'on a server: watch the new run to its end')
    .option('--workers <n>', 'worker processes', whole(64), 1)
    .addOption(
      new Option('--provider <provider>', 'where the network runs').choices(['cpu', 'cuda']).default('cpu'),
    )
    .addHelpText(
      'after',
      examples(
        'camfleet retry-failed 20260131-120000-abc123 --code source-unavailable',
        'camfleet retry-failed 20260131-120000-abc123 --server http://127.0.0.1:8080 --watch',
      ),
    )
    .action((run: string, options: RetryOptions, command: Command) =>
      act(options, async (output, closer) => {
        const { code: codes = null, store, workers, provider } = options;
        const own = { ...context, config: context.config(), output, closer };
        const server = await openServer(command, own);
        if (server !== null) {
          refuseFlags(command, ['workers', 'provider'], 'a server has its own workers; leave it out');
          const begun = await server.client.retryFailed(run, codes, randomUUID());
          return await answerBegun(server, begun, options, own);
        }
        const { retryCommand } = await loaded(import('./retry-command.js'), context.signal);
        const flags = { run, codes, store, workers, provider, batchSize: 16, lanes: null, threads: null };
        answerSummary(await retryCommand(flags, own), storeFlag(store), output);
      }),
    );
}
