/** Flags that several commands share, how their values are read, and which of them go together. */
import { Problem, type ResizeMode, resizeModes } from '@camfleet/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ModelFlags } from './resolve-model.js';

export interface CommonFlags {
  readonly store: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** What is to be known of a network besides its graph. */
export interface FactOptions {
  readonly size?: number;
  readonly mean?: [number, number, number];
  readonly std?: [number, number, number];
  readonly channels?: 'rgb' | 'bgr';
  readonly resize?: ResizeMode;
  readonly classes?: string;
  readonly topK: number;
}
export const factNames = ['size', 'mean', 'std', 'channels', 'resize', 'classes', 'topK'];

export const policyHelp =
  'how boxes are drawn from maps: a built-in policy (see camfleet policies), or a JSON file of your own';

export function addCommonFlags(command: Command): Command {
  return addOutputFlags(
    command.option(
      '--store <store>',
      'where models and results lie: a folder, or s3://bucket/prefix',
      './camfleet-data',
    ),
  );
}

export function addOutputFlags(command: Command): Command {
  return command
    .option('--json', 'print one JSON object on stdout, and nothing else there')
    .option('--debug', 'print the logs of all processes, and stacks of errors');
}

export function addFactFlags(command: Command): Command {
  return command
    .option(
      '--size <pixels>',
      'side of the square input: any, for a fully convolutional network (default: as exported)',
      whole(8_192),
    )
    .option('--mean <r,g,b>', 'mean of each channel, of 255', triple)
    .option('--std <r,g,b>', 'standard deviation of each channel, of 255', positiveTriple)
    .addOption(new Option('--channels <order>', 'order of the channels in the input').choices(['rgb', 'bgr']))
    .addOption(
      new Option(
        '--resize <mode>',
        'what of a picture the network sees, and how it fits (default: squash)',
      ).choices(resizeModes),
    )
    .option('--classes <file>', 'names of the classes: a text file with one a line, or JSON')
    .addOption(topKOption());
}

export function topKOption(): Option {
  return new Option('--top-k <k>', 'best classes of an image that get a map and a box')
    .argParser(whole(1_000))
    .default(5);
}

export function factFlags({ size, mean, std, channels, resize, classes, topK }: FactOptions): ModelFlags {
  return {
    topK,
    ...(size === undefined ? {} : { size }),
    ...(mean === undefined ? {} : { mean }),
    ...(std === undefined ? {} : { std }),
    ...(channels === undefined ? {} : { channelOrder: channels }),
    ...(resize === undefined ? {} : { resize }),
    ...(classes === undefined ? {} : { classes }),
  };
}

/** Throws a usage Problem where one of these options was given: nothing that is said is passed over in silence. */
export function refuseFlags(command: Command, names: readonly string[], why: string): void {
  const given = command.options.filter(
    (option) =>
      names.includes(option.attributeName()) &&
      command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given.length > 0) throw new Problem('usage', `${given.map(({ long }) => long).join(', ')}: ${why}`);
}

/** A whole number from 1 to `most`. */
export function whole(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > most)
      throw new InvalidArgumentError(`it takes a whole number from 1 to ${most}.`);
    return value;
  };
}

function triple(text: string): [number, number, number] {
  const numbers = text.split(',').map(Number);
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) {
    throw new InvalidArgumentError('it takes three numbers, such as 127.5,127.5,127.5.');
  }
  return numbers as [number, number, number];
}

function positiveTriple(text: string): [number, number, number] {
  const numbers = triple(text);
  if (!numbers.every((value) => value > 0)) throw new InvalidArgumentError('it takes three numbers above 0.');
  return numbers;
}

export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
