/** The flags of camfleet run. */
import { boxFormatSchema, colourChoices, exifChoices } from '@camfleet/contracts';
import { type Command, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import {
  addCommonFlags,
  addFactFlags,
  type CommonFlags,
  examples,
  type FactOptions,
  factFlags,
  factNames,
  policyHelp,
  refuseFlags,
  whole,
} from './flags.js';
import { runCommand } from './run-command.js';
import { addShareFlags, type ShareOptions, shareFlags, shareNames } from './share-flags.js';
import { answerSummary } from './summary-view.js';

interface RunOptions extends CommonFlags, FactOptions, ShareOptions {
  readonly model?: string;
  readonly resume?: string;
  readonly workers: number;
  readonly policy: string;
  readonly boxFormat: string;
  readonly provider: 'cpu' | 'cuda';
  readonly batchSize: number;
  readonly lanes?: number;
  readonly threads?: number;
  readonly shardSize?: number;
  readonly classifyOnly?: boolean;
  readonly exif: (typeof exifChoices)[number];
  readonly colour: (typeof colourChoices)[number];
}

/** What a run is begun with and keeps. */
const frozenNames = [
  ...factNames,
  ...shareNames,
  'model',
  'policy',
  'boxFormat',
  'shardSize',
  'classifyOnly',
  'exif',
  'colour',
];

export function addRunCommand(program: Command, act: Act, context: ProgramContext): void {
  addCommonFlags(addShareFlags(addFactFlags(program.command('run'))))
    .description('Run a network over pictures: results are committed to the store, and summed up')
    .argument('[manifest]', 'a JSONL manifest, a folder of pictures, or a quoted glob')
    .option(
      '--model <model>',
      'an .onnx file, or the name (name@version) of a prepared model (default: the built-in one, 40 everyday objects)',
    )
    .option('--resume <run>', 'go on with a run that was interrupted')
    .option('--workers <n>', 'worker processes', whole(64), 1)
    .option('--policy <policy>', policyHelp, 'paper-20')
    .addOption(
      new Option('--box-format <format>', 'how the boxes in the manifest are written')
        .choices(boxFormatSchema.options)
        .default('xyxy'),
    )
    .addOption(
      new Option('--exif <choice>', 'whether pictures, and with them their boxes, are turned as EXIF says')
        .choices(exifChoices)
        .default('apply'),
    )
    .addOption(
      new Option(
        '--colour <choice>',
        'whether colour profiles are applied, or values taken as they are stored',
      )
        .choices(colourChoices)
        .default('managed'),
    )
    .option('--classify-only', 'classes and scores alone: no maps, no boxes')
    .addOption(
      new Option('--provider <provider>', 'where the network runs').choices(['cpu', 'cuda']).default('cpu'),
    )
    .option('--batch-size <n>', 'images that go through the network together', whole(1_024), 16)
    .option(
      '--lanes <n>',
      'batches that run side by side in each worker (default: by the processor)',
      whole(64),
    )
    .option('--threads <n>', 'threads of each lane (default: by the processor)', whole(256))
    .option(
      '--shard-size <rows>',
      'rows that are queued, retried and committed together (default: by the size of the run)',
      whole(10_000),
    )
    .addHelpText(
      'after',
      examples(
        'camfleet run photos/ --model resnet50.onnx',
        'camfleet run manifest.jsonl --model resnet50 --workers 4 --json > summary.json',
        "camfleet run 'scans/**/*.tif' --model squeezenet.onnx --store s3://bucket/camfleet",
        'camfleet run photos/ --model resnet50 --policy my-policy.json',
        'camfleet run --resume 20260131-120000-abc123',
      ),
    )
    .action((manifest: string | undefined, options: RunOptions, command: Command) =>
      act(options, async (output, closer) => {
        const { model, resume } = options;
        if (resume !== undefined) {
          refuseFlags(
            command,
            frozenNames,
            'a run that is resumed keeps what it was begun with; leave it out',
          );
        } else if (model === undefined) {
          const facts = factNames.filter((name) => name !== 'topK');
          refuseFlags(
            command,
            facts,
            'the built-in model has its own; leave it out, or name a network with --model',
          );
        } else if (!/\.onnx$/i.test(model)) {
          refuseFlags(command, factNames, `${model} is prepared already; prepare it anew to change that`);
        }
        if (options.classifyOnly === true) {
          refuseFlags(
            command,
            ['policy', 'boxFormat'],
            'no boxes are drawn with --classify-only; leave it out',
          );
        }
        const summary = await runCommand(
          {
            ...factFlags(options),
            ...shareFlags(options),
            store: options.store,
            manifest: manifest ?? null,
            resume: resume ?? null,
            model: model ?? null,
            policy: options.policy,
            boxFormat: boxFormatSchema.parse(options.boxFormat),
            classifyOnly: options.classifyOnly ?? false,
            exif: options.exif,
            colour: options.colour,
            shardSize: options.shardSize ?? null,
            workers: options.workers,
            provider: options.provider,
            batchSize: options.batchSize,
            lanes: options.lanes ?? null,
            threads: options.threads ?? null,
          },
          { ...context, config: context.config(), output, closer },
        );
        answerSummary(summary, output);
      }),
    );
}
