/** The flags of camfleet up. */
import { type Command, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { addCommonFlags, type CommonFlags, examples, whole } from './flags.js';
import { loaded } from './loaded.js';

interface UpOptions extends CommonFlags {
  readonly port: number;
  readonly metricsPort?: number;
  readonly workers: number;
  readonly provider: 'cpu' | 'cuda';
  readonly batchSize: number;
}

export function addUpCommand(program: Command, act: Act, context: ProgramContext): void {
  addCommonFlags(program.command('up'))
    .description('Serve the page and the API, with all that it takes, until Ctrl-C')
    .option('--port <port>', 'the port of the page and the API', whole(65_535), 8_080)
    .option(
      '--metrics-port <port>',
      "serve the fleet's metrics there, and each process its own on the ports behind it",
      whole(65_000),
    )
    .option('--workers <n>', 'worker processes', whole(64), 1)
    .addOption(
      new Option('--provider <provider>', 'where the network runs').choices(['cpu', 'cuda']).default('cpu'),
    )
    .option('--batch-size <n>', 'images that go through the network together', whole(1_024), 16)
    .addHelpText(
      'after',
      `${examples('camfleet up', 'camfleet up --metrics-port 9464', 'SOURCE_FOLDERS=/data/photos camfleet up --port 9000 --store s3://bucket/camfleet')}

Without an API key (camfleet keys add) only this machine is answered. What submitters may name is closed but for
public web addresses until SOURCE_FOLDERS, SOURCE_BUCKETS, SOURCE_NETWORKS and their like open it.`,
    )
    .action(({ store, port, metricsPort, workers, provider, batchSize, ...options }: UpOptions) =>
      act(options, async (output, closer) => {
        const { upCommand } = await loaded(import('./up-command.js'), context.signal);
        const flags = { store, port, metricsPort: metricsPort ?? null, workers, provider, batchSize };
        await upCommand(flags, { ...context, config: context.config(), output, closer }, (address) =>
          output.answer(`The page is at ${address}; the API is described at ${address}/docs`, { address }),
        );
      }),
    );
}
