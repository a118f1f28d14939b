/** The flags of camfleet pause, resume, cancel and priority. */
import type { Decided, Decision } from '@camfleet/runs';
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { decideCommand } from './decide-command.js';
import { addCommonFlags, type CommonFlags, examples, whole } from './flags.js';

export function addDecideCommands(program: Command, act: Act, context: ProgramContext): void {
  const add = (name: string, what: string, example: string) =>
    addCommonFlags(program.command(name))
      .description(what)
      .argument('<run>', 'the run')
      .addHelpText('after', examples(example));
  const decide = (run: string, options: CommonFlags, decision: Decision) =>
    act(options, async (output, closer) => {
      const flags = { run, store: options.store };
      const decided = await decideCommand(flags, decision, { config: context.config(), closer });
      output.answer(sentence(decided, decision, options.store), decided);
    });

  add(
    'pause',
    'Feed no more of a run; shards at work are finished',
    'camfleet pause 20260131-120000-abc123',
  ).action((run: string, options: CommonFlags) => decide(run, options, { verb: 'pause' }));
  add(
    'resume',
    'Let a run go on that is paused or has failed',
    'camfleet resume 20260131-120000-abc123',
  ).action((run: string, options: CommonFlags) => decide(run, options, { verb: 'resume' }));
  add(
    'cancel',
    'End a run where it is: what is committed stays',
    'camfleet cancel 20260131-120000-abc123',
  ).action((run: string, options: CommonFlags) => decide(run, options, { verb: 'cancel' }));
  add('priority', 'Change the weight of a run', 'camfleet priority 20260131-120000-abc123 50')
    .argument('<n>', 'from 1 to 100', whole(100))
    .action((run: string, priority: number, options: CommonFlags) =>
      decide(run, options, { verb: 'priority', priority }),
    );
}

function sentence({ run, wish, priority }: Decided, { verb }: Decision, store: string): string {
  if (verb === 'priority') return `run ${run} has priority ${priority}`;
  const words = { run: 'goes on', pause: 'is to pause', cancel: 'is to be cancelled', fail: 'has failed' };
  const nobody = `where nobody looks after it: npx camfleet run --resume ${run} --store ${store}`;
  return wish === 'pause' ? `run ${run} ${words[wish]}` : `run ${run} ${words[wish]}; ${nobody}`;
}
