/** The flags of camfleet export. */
import { type ExportFormat, exportFormats } from '@camfleet/results';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import type { CommandContext } from './carry-out.js';
import { downloadExport } from './download-export.js';
import { exportCommand, ReaderGone } from './export-command.js';
import { exportText } from './export-view.js';
import { examples, refuseFlags, whole } from './flags.js';
import { addPlaceFlags, openServer, type PlaceOptions } from './place-flags.js';

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
    .addOption(
      new Option('--format <format>', 'whose files')
        .choices(Object.keys(exportFormats))
        .makeOptionMandatory(),
    )
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
  const exported = async (run: string, options: ExportOptions, own: CommandContext) => {
    const { output } = own;
    const { format, to = null, top = null, minScore, store } = options;
    const { holds } = exportFormats[format];
    if (holds !== 'predictions')
      refuseFlags(command, ['top', 'minScore'], `${format} holds ${held[holds]}, and all of them`);
    const flags = { run, format, to, top, minScore, store };
    const server = await openServer(command, own);
    if (server !== null) {
      const done = await downloadExport(server, flags, own);
      const what = `${run} as ${format}: ${done.files === 1 ? '' : `${done.files} files, `}${done.bytes} bytes`;
      return done.place === null ? output.note(what) : output.answer(`${what} in ${done.place}`, done);
    }
    const done = await exportCommand(flags, own);
    // stdout has the document where there is no other place for it.
    if (done.place === null) output.note(exportText(done));
    else output.answer(exportText(done), done);
  };
  command.action((run: string, options: ExportOptions) =>
    act(options, async (output, closer) => {
      try {
        await exported(run, options, { ...context, config: context.config(), output, closer });
      } catch (error) {
        if (!(error instanceof ReaderGone)) throw error;
      }
    }),
  );
}

const held = { guesses: "the box policy's guesses", maps: 'maps' } as const;

function share(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('it takes a number from 0 to 1.');
  return value;
}
