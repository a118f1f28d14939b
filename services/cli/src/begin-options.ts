/** The flags that say what a new run is made of: those of camfleet run and camfleet submit. */
import { boxFormatSchema, colourChoices, exifChoices } from '@camfleet/contracts';
import { type Command, Option } from 'commander';
import type { BeginFlags } from './begin-run.js';
import {
  addFactFlags,
  type FactOptions,
  factFlags,
  factNames,
  policyHelp,
  refuseFlags,
  whole,
} from './flags.js';
import { addShareFlags, type ShareOptions, shareFlags, shareNames } from './share-flags.js';

export interface BeginOptions extends FactOptions, ShareOptions {
  readonly model?: string;
  readonly policy: string;
  readonly boxFormat: string;
  readonly shardSize?: number;
  readonly classifyOnly?: boolean;
  readonly exif: (typeof exifChoices)[number];
  readonly colour: (typeof colourChoices)[number];
}

/** What a run is begun with and keeps. */
export const frozenNames = [
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

export function addBeginFlags(command: Command): Command {
  return addShareFlags(addFactFlags(command))
    .option(
      '--model <model>',
      'an .onnx file, or the name (name@version) of a prepared model (default: the built-in one, 40 everyday objects)',
    )
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
    .option(
      '--shard-size <rows>',
      'rows that are queued, retried and committed together (default: by the size of the run)',
      whole(10_000),
    );
}

/** Throws a usage Problem where flags do not go together. */
export function beginFlags(command: Command, manifest: string, options: BeginOptions): BeginFlags {
  const { model } = options;
  if (model === undefined) {
    const facts = factNames.filter((name) => name !== 'topK');
    refuseFlags(
      command,
      facts,
      'the built-in model has its own; leave it out, or name a network with --model',
    );
  } else if (!/\.onnx$/i.test(model)) {
    refuseFlags(command, factNames, `${model} is prepared already; prepare it anew to change that`);
  }
  if (options.classifyOnly === true)
    refuseFlags(command, ['policy', 'boxFormat'], 'no boxes are drawn with --classify-only; leave it out');
  return {
    ...factFlags(options),
    ...shareFlags(options),
    manifest,
    model: model ?? null,
    policy: options.policy,
    boxFormat: boxFormatSchema.parse(options.boxFormat),
    classifyOnly: options.classifyOnly ?? false,
    exif: options.exif,
    colour: options.colour,
    shardSize: options.shardSize ?? null,
  };
}
