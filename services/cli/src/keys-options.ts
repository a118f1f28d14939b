/** The flags of camfleet keys add, list and revoke. */
import { type ApiKey, scopes, tenantSchema } from '@camfleet/contracts';
import type { Closer } from '@camfleet/runtime';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { addCommonFlags, type CommonFlags, examples } from './flags.js';
import { loaded } from './loaded.js';
import { openNamedStore } from './open-named-store.js';

interface AddOptions extends CommonFlags {
  readonly tenant: string;
  readonly scope: ApiKey['scope'];
}

export function addKeysCommands(program: Command, act: Act, context: ProgramContext): void {
  const keys = program.command('keys').description('Who may use the API: make, list and revoke keys');
  const commands = () => loaded(import('./keys-command.js'), context.signal);
  const opened = ({ store }: CommonFlags, closer: Closer) => openNamedStore(store, context.config(), closer);

  addCommonFlags(keys.command('add'))
    .description('Make a key; it is shown once, and only a digest of it is kept')
    .argument('<name>', 'whose key it is, or what for')
    .option('--tenant <name>', 'whose runs it sees and makes', readTenant, 'default')
    .addOption(new Option('--scope <scope>', 'what it allows').choices(scopes).default('submit'))
    .addHelpText('after', examples('camfleet keys add annotators --tenant birds --scope read'))
    .action((name: string, options: AddOptions) =>
      act(options, async (output, closer) => {
        const { tenant, scope } = options;
        const { addKeyCommand } = await commands();
        await addKeyCommand(await opened(options, closer), { name, tenant, scope }, output);
      }),
    );

  addCommonFlags(keys.command('list'))
    .description('The keys of a store')
    .addHelpText(
      'after',
      examples('camfleet keys list', 'camfleet keys list --store s3://bucket/camfleet --json'),
    )
    .action((options: CommonFlags) =>
      act(options, async (output, closer) => {
        const { listKeysCommand } = await commands();
        await listKeysCommand(await opened(options, closer), output);
      }),
    );

  addCommonFlags(keys.command('revoke'))
    .description('Revoke a key: servers refuse it within ten seconds')
    .argument('<id>', 'the key’s id, as camfleet keys list shows it')
    .addHelpText('after', examples('camfleet keys revoke 0123456789ab'))
    .action((id: string, options: CommonFlags) =>
      act(options, async (output, closer) => {
        const { revokeKeyCommand } = await commands();
        await revokeKeyCommand(await opened(options, closer), id, output);
      }),
    );
}

function readTenant(text: string): string {
  const name = tenantSchema.safeParse(text);
  if (!name.success) throw new InvalidArgumentError(`${name.error.issues[0]?.message}.`);
  return name.data;
}
