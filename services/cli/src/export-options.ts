/** The flags of camfleet export. */
import { type ExportFormat, exportFormats } from '@camfleet/results';
import { type Command, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { exportCommand } from './export-command.js';
import { exportText } from './export-view.js';
import { addCommonFlags, type CommonFlags, examples } from './flags.js';

interface ExportOptions extends CommonFlags {
  readonly format: ExportFormat;
  readonly to: string;
}

export function addExportCommand(program: Command, act: Act, context: ProgramContext): void {
  addCommonFlags(program.command('export'))
    .description('Write a complete run in the files of another program')
    .argument('<run>', 'the run that is exported')
    .addOption(
      new Option('--format <format>', 'whose files: wsol is the wsolevaluation program')
        .choices(Object.keys(exportFormats))
        .makeOptionMandatory(),
    )
    .requiredOption('--to <folder>', 'where they go: a folder that is new or empty')
    .addHelpText('after', examples('camfleet export 20260131-120000-abc123 --format wsol --to ./wsol'))
    .action((run: string, options: ExportOptions) =>
      act(options, async (output, closer) => {
        const flags = { run, format: options.format, to: options.to, store: options.store };
        const done = await exportCommand(flags, { ...context, config: context.config(), output, closer });
        output.answer(exportText(done), done);
      }),
    );
}
