/** The flags of camfleet models prepare, pull, list, use and check. */
import { modelNameSchema, Problem } from '@camfleet/contracts';
import type { Closer } from '@camfleet/runtime';
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import {
  addCommonFlags,
  addFactFlags,
  type CommonFlags,
  examples,
  type FactOptions,
  factFlags,
  topKOption,
} from './flags.js';
import { loaded } from './loaded.js';
import { openNamedStore } from './open-named-store.js';

interface PullOptions extends CommonFlags {
  readonly catalogue?: string;
  readonly topK: number;
}

interface PrepareOptions extends CommonFlags, FactOptions {
  readonly name?: string;
  readonly use: boolean;
}

export function addModelsCommands(program: Command, act: Act, { config, signal }: ProgramContext): void {
  const models = program
    .command('models')
    .description('Prepare networks, fetch public ones, list and check them');
  const commands = () => loaded(import('./models-command.js'), signal);
  const openModels = ({ store }: CommonFlags, closer: Closer) => openNamedStore(store, config(), closer);

  addCommonFlags(addFactFlags(models.command('prepare')))
    .description("Fuse class activation maps into a classifier's graph, and prove it on random input")
    .argument(
      '<file>',
      'an ONNX classifier that ends in global pooling and one linear layer; its files of weights, if it has any, beside it',
    )
    .option('--name <name>', "the model's name in the store (default: the file's)")
    .option('--use', 'the name alone means this version from now on, even where it meant another', false)
    .addHelpText(
      'after',
      examples(
        'camfleet models prepare resnet50.onnx',
        'camfleet models prepare resnet50.onnx --size 320 --name resnet50-320',
        'camfleet models prepare net.onnx --mean 127.5,127.5,127.5 --std 127.5,127.5,127.5 --use',
      ),
    )
    .action((file: string, options: PrepareOptions) =>
      act(options, async (output, closer) => {
        const { name, use } = options;
        if (name !== undefined && !modelNameSchema.safeParse(name).success) {
          throw new Problem(
            'usage',
            `"${name}": a model's name has lower-case letters, digits, dots and dashes`,
          );
        }
        const flags = { ...factFlags(options), use, ...(name === undefined ? {} : { name }) };
        const { prepareCommand } = await commands();
        await prepareCommand(await openModels(options, closer), file, flags, output);
      }),
    );

  addCommonFlags(models.command('pull'))
    .description('Fetch a public network by its name in the catalogue, check it, and prepare it')
    .argument('[name]', 'without it, the catalogue is listed')
    .option('--catalogue <file>', 'another catalogue of the same form')
    .addOption(topKOption())
    .addHelpText('after', examples('camfleet models pull', 'camfleet models pull resnet-50'))
    .action((name: string | undefined, options: PullOptions) =>
      act(options, async (output, closer) => {
        const { catalogueCommand, pullCommand } = await loaded(import('./pull-command.js'), signal);
        const { catalogue, topK } = options;
        if (name === undefined) return await catalogueCommand(catalogue, output);
        const store = await openModels(options, closer);
        await pullCommand({ store, catalogue, name, topK }, { config: config(), output, signal });
      }),
    );

  addCommonFlags(models.command('list'))
    .description('List the prepared models of a store, every version, and which one a name alone means')
    .addHelpText('after', examples('camfleet models list'))
    .action((options: CommonFlags) =>
      act(options, async (output, closer) => {
        const { listCommand } = await commands();
        await listCommand(await openModels(options, closer), output);
      }),
    );

  addCommonFlags(models.command('use'))
    .description('Let a name alone mean another of its versions; runs that were begun keep theirs')
    .argument('<model>', 'name@version, as models list shows them')
    .addHelpText('after', examples('camfleet models use resnet50@0123456789ab'))
    .action((model: string, options: CommonFlags) =>
      act(options, async (output, closer) => {
        const { useCommand } = await commands();
        await useCommand(await openModels(options, closer), model, output);
      }),
    );

  addCommonFlags(models.command('check'))
    .description("Compare a prepared model with its checksum and prove its head's identity again")
    .argument('<model>', 'name or name@version')
    .addHelpText('after', examples('camfleet models check resnet50'))
    .action((name: string, options: CommonFlags) =>
      act(options, async (output, closer) => {
        const { checkCommand } = await commands();
        await checkCommand(await openModels(options, closer), name, output);
      }),
    );
}
