/** The command line: names, flags and help. What they do stands in the command files. */
import { boxPolicies } from '@camfleet/cam';
import { boxFormatSchema, build } from '@camfleet/contracts';
import { type Closer, createCloser, s3Settings } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CliConfig } from './config.js';
import { checkCommand, listCommand, prepareCommand } from './models-command.js';
import { createOutput, type Output, reportError } from './output.js';
import { runCommand } from './run-command.js';
import { storeAddress } from './store-address.js';
import { summaryText } from './summary-view.js';

export interface ProgramContext {
  readonly environment: NodeJS.ProcessEnv;
  /** Reads the environment; throws a Problem where it does not fit. */
  config(): CliConfig;
  readonly signal: AbortSignal;
}

interface CommonFlags {
  readonly store: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

interface FactOptions {
  readonly size?: number;
  readonly mean?: [number, number, number];
  readonly std?: [number, number, number];
  readonly channels: 'rgb' | 'bgr';
  readonly classes?: string;
  readonly topK: number;
}

export function createProgram({ environment, config, signal }: ProgramContext): Command {
  const program = new Command('camfleet')
    .description(
      'Class activation maps and boxes for whole image data sets, from any classifier that ends in global pooling',
    )
    .version(build)
    .showHelpAfterError('(see --help)')
    .exitOverride();

  /** Runs a command: ordered close whatever happens, one sentence on failure. */
  const act = async (flags: CommonFlags, command: (output: Output, closer: Closer) => Promise<void>) => {
    const output = createOutput(flags);
    const closer = createCloser();
    try {
      await command(output, closer);
    } catch (error) {
      if (!signal.aborted) reportError(error, output);
    } finally {
      await closer.close().catch((error: unknown) => reportError(error, output));
    }
  };

  common(facts(program.command('run')))
    .description('Run a network over pictures: results are committed to the store, and summed up')
    .argument('[manifest]', 'a JSONL manifest, a folder of pictures, or a quoted glob')
    .option('--model <model>', 'an .onnx file, or the name (name@version) of a prepared model')
    .option('--resume <run>', 'go on with a run that was interrupted')
    .option('--workers <n>', 'worker processes', whole, 1)
    .addOption(
      new Option('--policy <policy>', 'how boxes are drawn from maps')
        .choices(boxPolicies.map(({ id }) => id))
        .default('paper-20'),
    )
    .addOption(
      new Option('--box-format <format>', 'how the boxes in the manifest are written')
        .choices(boxFormatSchema.options)
        .default('xyxy'),
    )
    .option('--classify-only', 'classes and scores alone: no maps, no boxes')
    .addOption(
      new Option('--provider <provider>', 'where the network runs').choices(['cpu', 'cuda']).default('cpu'),
    )
    .option('--batch-size <n>', 'images that go through the network together', whole, 16)
    .option('--lanes <n>', 'batches that run side by side in each worker (default: by the processor)', whole)
    .option('--threads <n>', 'threads of each lane (default: by the processor)', whole)
    .option(
      '--shard-size <rows>',
      'rows that are queued, retried and committed together (default: by the size of the run)',
      whole,
    )
    .addHelpText(
      'after',
      examples(
        'camfleet run photos/ --model resnet50.onnx',
        'camfleet run manifest.jsonl --model resnet50 --workers 4 --json > summary.json',
        "camfleet run 'scans/**/*.tif' --model squeezenet.onnx --store s3://bucket/camfleet",
        'camfleet run --resume 20260131-120000-abc123',
      ),
    )
    .action((manifest: string | undefined, flags: CommonFlags & FactOptions & RunOptions) =>
      act(flags, async (output, closer) => {
        const summary = await runCommand(
          {
            ...factFlags(flags),
            store: flags.store,
            manifest: manifest ?? null,
            resume: flags.resume ?? null,
            model: flags.model ?? null,
            policy: flags.policy,
            boxFormat: boxFormatSchema.parse(flags.boxFormat),
            classifyOnly: flags.classifyOnly ?? false,
            shardSize: flags.shardSize ?? null,
            workers: flags.workers,
            provider: flags.provider,
            batchSize: flags.batchSize,
            lanes: flags.lanes ?? null,
            threads: flags.threads ?? null,
          },
          { config: config(), environment, output, closer, signal },
        );
        output.answer(summaryText(summary), summary);
      }),
    );

  const models = program.command('models').description('Prepare networks, list and check them');
  const openModels = async (flags: CommonFlags, closer: Closer) =>
    closer.add(await openStore(storeAddress(flags.store), { s3: s3Settings(config()) }));
  common(facts(models.command('prepare')))
    .description("Fuse class activation maps into a classifier's graph, and prove it on random input")
    .argument('<file>', 'an ONNX classifier that ends in global pooling and one linear layer')
    .option('--name <name>', "the model's name in the store (default: the file's)")
    .addHelpText(
      'after',
      examples(
        'camfleet models prepare resnet50.onnx',
        'camfleet models prepare net.onnx --mean 127.5,127.5,127.5 --std 127.5,127.5,127.5',
      ),
    )
    .action((file: string, flags: CommonFlags & FactOptions & { name?: string }) =>
      act(flags, async (output, closer) =>
        prepareCommand(
          await openModels(flags, closer),
          file,
          { ...factFlags(flags), ...(flags.name === undefined ? {} : { name: flags.name }) },
          output,
        ),
      ),
    );
  common(models.command('list'))
    .description('List the prepared models of a store')
    .addHelpText('after', examples('camfleet models list'))
    .action((flags: CommonFlags) =>
      act(flags, async (output, closer) => listCommand(await openModels(flags, closer), output)),
    );
  common(models.command('check'))
    .description("Compare a prepared model with its checksum and prove its head's identity again")
    .argument('<model>', 'name or name@version')
    .addHelpText('after', examples('camfleet models check resnet50'))
    .action((name: string, flags: CommonFlags) =>
      act(flags, async (output, closer) => checkCommand(await openModels(flags, closer), name, output)),
    );

  return program;
}

interface RunOptions {
  readonly model?: string;
  readonly resume?: string;
  readonly workers: number;
  readonly policy: string;
  readonly boxFormat: string;
  readonly provider: string;
  readonly batchSize: number;
  readonly lanes?: number;
  readonly threads?: number;
  readonly shardSize?: number;
  readonly classifyOnly?: boolean;
}

function common(command: Command): Command {
  return command
    .option(
      '--store <store>',
      'where models and results lie: a folder, or s3://bucket/prefix',
      './camfleet-data',
    )
    .option('--json', 'print one JSON object on stdout, and nothing else there')
    .option('--debug', 'print the logs of all processes, and stacks of errors');
}

function facts(command: Command): Command {
  return command
    .option('--size <pixels>', 'side of the square input, where the graph leaves it open', whole)
    .option('--mean <r,g,b>', 'mean of each channel, of 255', triple)
    .option('--std <r,g,b>', 'standard deviation of each channel, of 255', triple)
    .addOption(
      new Option('--channels <order>', 'order of the channels in the input')
        .choices(['rgb', 'bgr'])
        .default('rgb'),
    )
    .option('--classes <file>', 'names of the classes: a text file with one a line, or JSON')
    .option('--top-k <k>', 'best classes of an image that get a map and a box', whole, 5);
}

function factFlags({ size, mean, std, channels, classes, topK }: FactOptions) {
  return {
    topK,
    ...(size === undefined ? {} : { size }),
    ...(mean === undefined ? {} : { mean }),
    ...(std === undefined ? {} : { std }),
    ...(channels === 'bgr' ? { channelOrder: channels } : {}),
    ...(classes === undefined ? {} : { classes }),
  };
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('it takes a whole number of at least 1.');
  return Number(text);
}

function triple(text: string): [number, number, number] {
  const numbers = text.split(',').map(Number);
  if (numbers.length !== 3 || !numbers.every(Number.isFinite))
    throw new InvalidArgumentError('it takes three numbers, such as 127.5,127.5,127.5.');
  return numbers as [number, number, number];
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
