/** The flags of camfleet bench, and its answer in words. */
import { type Command, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import type { BenchResult } from './bench-command.js';
import { addCommonFlags, type CommonFlags, examples, whole } from './flags.js';
import { loaded } from './loaded.js';

interface BenchOptions extends CommonFlags {
  readonly model?: string;
  readonly seconds: number;
  readonly batchSize: number;
  readonly provider: 'cpu' | 'cuda';
}

export function addBenchCommand(program: Command, act: Act, context: ProgramContext): void {
  addCommonFlags(program.command('bench'))
    .description('Measure how fast this machine is: the network alone, decoding alone, and a run end to end')
    .argument(
      '[pictures]',
      'a folder of pictures, a quoted glob, or one picture (default: scenes that are drawn)',
    )
    .option('--model <model>', 'an .onnx file, or a prepared model (default: the built-in one)')
    .option('--seconds <n>', 'how long each part is measured; the run takes about twice that', whole(600), 5)
    .addOption(
      new Option('--provider <provider>', 'where the network runs').choices(['cpu', 'cuda']).default('cpu'),
    )
    .option('--batch-size <n>', 'images that go through the network together', whole(1_024), 16)
    .addHelpText(
      'after',
      `${examples(
        'camfleet bench',
        'camfleet bench photos/ --model resnet50.onnx --batch-size 8',
        'camfleet bench photos/ --model resnet50 --seconds 30 --json | jq .endToEnd',
      )}

Nothing is kept in the store. Figures of a machine that does other work meanwhile say little.`,
    )
    .action((pictures: string | undefined, options: BenchOptions) =>
      act(options, async (output, closer) => {
        const { benchCommand } = await loaded(import('./bench-command.js'), context.signal);
        const { store, model = null, seconds, batchSize, provider } = options;
        const flags = { pictures: pictures ?? null, model, store, seconds, batchSize, provider };
        const result = await benchCommand(flags, { ...context, config: context.config(), output, closer });
        output.answer(benchText(result), result);
      }),
    );
}

function benchText(result: BenchResult): string {
  const { model, provider, cores, lanes, threads, batchSize, pictures } = result;
  const { network, decode, limit, endToEnd, efficiency } = result;
  const rate = (name: string, value: number) =>
    `  ${name.padEnd(34)}${value.toFixed(1).padStart(9)} images/s`;
  return [
    `${model} on ${provider}, ${cores} cores, ${lanes} lanes of ${threads} threads, batches of ${batchSize}, ${pictures} pictures`,
    '',
    rate('network alone', network),
    rate('reading and decoding alone', decode),
    rate('what both together allow', limit),
    rate('a run, end to end', endToEnd),
    '',
    `  the run reaches ${(100 * efficiency).toFixed(0)} % of what its parts allow`,
  ].join('\n');
}
