/** camfleet rebox: other boxes from the maps of a complete run, as a run of its own. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { answerBegun } from './answer-begun.js';
import { examples, policyHelp, refuseFlags, whole } from './flags.js';
import { loaded } from './loaded.js';
import { addPlaceFlags, openServer, type PlaceOptions } from './place-flags.js';
import { storeFlag } from './store-flag.js';
import { answerSummary } from './summary-view.js';

interface ReboxOptions extends PlaceOptions {
  readonly policy: string;
  readonly watch?: boolean;
  readonly workers?: number;
}

export function addReboxCommand(program: Command, act: Act, context: ProgramContext): void {
  addPlaceFlags(program.command('rebox'))
    .description('Draw other boxes from the maps of a complete run, without the network')
    .argument('<run>', 'the run whose maps are used')
    .requiredOption('--policy <policy>', policyHelp)
    .option('--watch', 'on a server: watch the new run to its end')
    .option('--workers <n>', 'worker processes (default: one a core)', whole(64))
    .addHelpText(
      'after',
      examples(
        'camfleet rebox 20260131-120000-abc123 --policy heuristic-221',
        'camfleet rebox 20260131-120000-abc123 --policy my-policy.json',
        'camfleet rebox 20260131-120000-abc123 --policy wsol-v2 --server http://127.0.0.1:8080 --watch',
      ),
    )
    .action((run: string, options: ReboxOptions, command: Command) =>
      act(options, async (output, closer) => {
        const { policy, store, workers = null } = options;
        const own = { ...context, config: context.config(), output, closer };
        const server = await openServer(command, own);
        if (server !== null) {
          refuseFlags(command, ['workers'], 'a server has its own workers; leave it out');
          const { readPolicy } = await loaded(import('./resolve-policy.js'), context.signal);
          const begun = await server.client.rebox(run, await readPolicy(policy), randomUUID());
          return await answerBegun(server, begun, options, own);
        }
        const { reboxCommand } = await loaded(import('./rebox-command.js'), context.signal);
        answerSummary(await reboxCommand({ run, policy, store, workers }, own), storeFlag(store), output);
      }),
    );
}
