/** The flags of camfleet run. */
import { Problem } from '@camfleet/contracts';
import { type Command, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { addBeginFlags, type BeginOptions, beginFlags, frozenNames } from './begin-options.js';
import type { BeginFlags } from './begin-run.js';
import { addCommonFlags, type CommonFlags, examples, refuseFlags, whole } from './flags.js';
import { loaded } from './loaded.js';
import { storeFlag } from './store-flag.js';
import { answerSummary } from './summary-view.js';

interface RunOptions extends CommonFlags, BeginOptions {
  readonly resume?: string;
  readonly workers: number;
  readonly provider: 'cpu' | 'cuda';
  readonly batchSize: number;
  readonly lanes?: number;
  readonly threads?: number;
}

export function addRunCommand(program: Command, act: Act, context: ProgramContext): void {
  addCommonFlags(addBeginFlags(program.command('run')))
    .description('Run a network over pictures: results are committed to the store, and summed up')
    .argument(
      '[manifest]',
      'a manifest (JSONL, CSV, Parquet), a folder of pictures, a quoted glob, or one picture',
    )
    .option('--resume <run>', 'go on with a run that was interrupted')
    .option('--workers <n>', 'worker processes', whole(64), 1)
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
        const begin = begun(command, manifest, options);
        const { runCommand } = await loaded(import('./run-command.js'), context.signal);
        const { store, workers, provider, batchSize, lanes = null, threads = null } = options;
        const summary = await runCommand(
          { begin, store, workers, provider, batchSize, lanes, threads },
          { ...context, config: context.config(), output, closer },
        );
        answerSummary(summary, storeFlag(store), output);
      }),
    );
}

function begun(
  command: Command,
  manifest: string | undefined,
  options: RunOptions,
): BeginFlags | { readonly resume: string } {
  const { resume } = options;
  if (resume !== undefined) {
    refuseFlags(command, frozenNames, 'a run that is resumed keeps what it was begun with; leave it out');
    if (manifest !== undefined) throw new Problem('usage', '--resume takes a run, and no manifest with it');
    return { resume };
  }
  if (manifest === undefined)
    throw new Problem('usage', 'name a manifest, a folder or a quoted glob; see camfleet run --help');
  return beginFlags(command, manifest, options);
}
