/** The flags of camfleet status, and its answer in words. */
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { addCommonFlags, type CommonFlags, examples } from './flags.js';
import { type RunStatus, statusCommand } from './status-command.js';
import { summaryText } from './summary-view.js';

export function addStatusCommand(program: Command, act: Act, context: ProgramContext): void {
  addCommonFlags(program.command('status'))
    .description('How a run stands, or all runs of a store')
    .argument('[run]', 'the run; without it, all')
    .addHelpText('after', examples('camfleet status', 'camfleet status 20260131-120000-abc123 --json'))
    .action((run: string | undefined, options: CommonFlags) =>
      act(options, async (output, closer) => {
        const flags = { run: run ?? null, store: options.store };
        const runs = await statusCommand(flags, { config: context.config(), closer });
        if (run !== undefined) output.answer(text(runs[0]!), runs[0]!);
        else output.answer(runs.length === 0 ? 'no runs' : runs.map(line).join('\n'), { runs });
      }),
    );
}

function text(status: RunStatus): string {
  const { summary } = status;
  if (summary === null) return line(status);
  const merged = summary.retries.length === 0 ? '' : `\nwith what ${summary.retries.join(', ')} tried again`;
  return `${summaryText(summary)}${merged}`;
}

function line({ run, state, shards, shardsCommitted, rows, model, reason }: RunStatus): string {
  const size = rows === null ? '' : `, ${shardsCommitted} of ${shards} shards of ${rows} rows`;
  return `${run}  ${state}${size}, ${model}${reason === null ? '' : `: ${reason}`}`;
}
