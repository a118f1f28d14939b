/** The flags of camfleet models prepare, list and check. */
import { modelNameSchema, Problem } from '@camfleet/contracts';
import { type Closer, s3Settings } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import {
  addCommonFlags,
  addFactFlags,
  type CommonFlags,
  examples,
  type FactOptions,
  factFlags,
} from './flags.js';
import { checkCommand, listCommand, prepareCommand } from './models-command.js';
import { storeAddress } from './store-address.js';

interface PrepareOptions extends CommonFlags, FactOptions {
  readonly name?: string;
}

export function addModelsCommands(program: Command, act: Act, { config }: ProgramContext): void {
  const models = program.command('models').description('Prepare networks, list and check them');
  const openModels = async ({ store }: CommonFlags, closer: Closer) =>
    closer.add(await openStore(storeAddress(store), { s3: s3Settings(config()) }));

  addCommonFlags(addFactFlags(models.command('prepare')))
    .description("Fuse class activation maps into a classifier's graph, and prove it on random input")
    .argument(
      '<file>',
      'an ONNX classifier that ends in global pooling and one linear layer; its files of weights, if it has any, beside it',
    )
    .option('--name <name>', "the model's name in the store (default: the file's)")
    .addHelpText(
      'after',
      examples(
        'camfleet models prepare resnet50.onnx',
        'camfleet models prepare resnet50.onnx --size 320 --name resnet50-320',
        'camfleet models prepare net.onnx --mean 127.5,127.5,127.5 --std 127.5,127.5,127.5',
      ),
    )
    .action((file: string, options: PrepareOptions) =>
      act(options, async (output, closer) => {
        const { name } = options;
        if (name !== undefined && !modelNameSchema.safeParse(name).success) {
          throw new Problem(
            'usage',
            `"${name}": a model's name has lower-case letters, digits, dots and dashes`,
          );
        }
        const flags = { ...factFlags(options), ...(name === undefined ? {} : { name }) };
        await prepareCommand(await openModels(options, closer), file, flags, output);
      }),
    );

  addCommonFlags(models.command('list'))
    .description('List the prepared models of a store')
    .addHelpText('after', examples('camfleet models list'))
    .action((options: CommonFlags) =>
      act(options, async (output, closer) => listCommand(await openModels(options, closer), output)),
    );

  addCommonFlags(models.command('check'))
    .description("Compare a prepared model with its checksum and prove its head's identity again")
    .argument('<model>', 'name or name@version')
    .addHelpText('after', examples('camfleet models check resnet50'))
    .action((name: string, options: CommonFlags) =>
      act(options, async (output, closer) => checkCommand(await openModels(options, closer), name, output)),
    );
}
