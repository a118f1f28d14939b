/** The flags of camfleet export. */
import { type ExportFormat, exportNames } from '@camfleet/results';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { examples, whole } from './flags.js';
import { loaded } from './loaded.js';
import { addPlaceFlags, type PlaceOptions } from './place-flags.js';

interface ExportOptions extends PlaceOptions {
  readonly format: ExportFormat;
  readonly to?: string;
  readonly top?: number;
  readonly minScore: number;
}

export function addExportCommand(program: Command, act: Act, context: ProgramContext): void {
  const command = addPlaceFlags(program.command('export'))
    .description("Write a complete run's predictions in the files of another program")
    .argument('<run>', 'the run that is exported')
    .addOption(new Option('--format <format>', 'whose files').choices(exportNames).makeOptionMandatory())
    .option(
      '--to <place>',
      'a file or folder that is new or empty (default: stdout; voc, yolo and wsol need a folder)',
    )
    .option(
      '--top <n>',
      'best classes of an image whose boxes are exported (default: all of top k)',
      whole(1_000),
    )
    .option('--min-score <share>', 'leave out boxes of classes with a lower score, 0 to 1', share, 0)
    .addHelpText(
      'after',
      examples(
        'camfleet export 20260131-120000-abc123 --format coco --to coco.json',
        'camfleet export 20260131-120000-abc123 --format yolo --to ./yolo --top 1 --min-score 0.5',
        'camfleet export 20260131-120000-abc123 --format csv | head',
        'camfleet export 20260131-120000-abc123 --format yolo --to ./yolo --server http://127.0.0.1:8080',
      ),
    );
  command.action((run: string, options: ExportOptions) =>
    act(options, async (output, closer) => {
      const { format, to = null, top = null, minScore, store } = options;
      const { exportAnywhere } = await loaded(import('./export-anywhere.js'), context.signal);
      const own = { ...context, config: context.config(), output, closer };
      await exportAnywhere({ run, format, to, top, minScore, store }, command, own);
    }),
  );
}

function share(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('it takes a number from 0 to 1.');
  return value;
}
