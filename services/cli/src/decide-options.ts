/** camfleet pause, resume, cancel and priority. */
import type { Decided } from '@camfleet/protocol';
import type { Decision } from '@camfleet/runs';
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { examples, whole } from './flags.js';
import { addPlaceFlags, openPlace, type PlaceOptions } from './place-flags.js';
import { isUnattended, unattendedText } from './run-view.js';
import type { RunsPlace } from './runs-place.js';

export function addDecideCommands(program: Command, act: Act, context: ProgramContext): void {
  const add = (name: string, what: string, example: string) =>
    addPlaceFlags(program.command(name))
      .description(what)
      .argument('<run>', 'the run')
      .addHelpText('after', examples(example, `${example} --server http://127.0.0.1:8080`));
  const decide = (run: string, options: PlaceOptions, command: Command, decision: Decision) =>
    act(options, async (output, closer) => {
      const place = await openPlace(command, { ...context, config: context.config(), output, closer });
      const decided = await place.decide(run, decision);
      output.answer(await sentence(decided, decision, place), decided);
    });

  for (const [verb, what] of [
    ['pause', 'Feed no more of a run; shards at work are finished'],
    ['resume', 'Let a run go on that is paused or has failed'],
    ['cancel', 'End a run where it is: what is committed stays'],
  ] as const) {
    add(verb, what, `camfleet ${verb} 20260131-120000-abc123`).action(
      (run: string, options: PlaceOptions, command: Command) => decide(run, options, command, { verb }),
    );
  }
  add('priority', 'Change the weight of a run', 'camfleet priority 20260131-120000-abc123 50')
    .argument('<n>', 'from 1 to 100', whole(100))
    .action((run: string, priority: number, options: PlaceOptions, command: Command) =>
      decide(run, options, command, { verb: 'priority', priority }),
    );
}

async function sentence(
  { run, wish, priority }: Decided,
  { verb }: Decision,
  place: RunsPlace,
): Promise<string> {
  if (verb === 'priority') return `run ${run} has priority ${priority}`;
  const words = { run: 'goes on', pause: 'is to pause', cancel: 'is to be cancelled', fail: 'has failed' };
  const said = `run ${run} ${words[wish]}`;
  const view = await place.run(run);
  const isAlone = wish !== 'pause' && isUnattended(view, place);
  return isAlone ? `${said}; ${unattendedText(view, place)}` : said;
}
