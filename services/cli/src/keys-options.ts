/** camfleet keys add, list and revoke: who may use the API of a store. */
import { type ApiKey, scopes, tenantSchema } from '@camfleet/contracts';
import { addApiKey, listApiKeys, revokeApiKey } from '@camfleet/results';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { addCommonFlags, type CommonFlags, examples } from './flags.js';
import { openNamedStore } from './open-named-store.js';

interface AddOptions extends CommonFlags {
  readonly tenant: string;
  readonly scope: ApiKey['scope'];
}

export function addKeysCommands(program: Command, act: Act, context: ProgramContext): void {
  const keys = program.command('keys').description('Who may use the API: make, list and revoke keys');
  const opened = (options: CommonFlags, closer: Parameters<Parameters<Act>[1]>[1]) =>
    openNamedStore(options.store, context.config(), closer);

  addCommonFlags(keys.command('add'))
    .description('Make a key; it is shown once, and only a digest of it is kept')
    .argument('<name>', 'whose key it is, or what for')
    .option('--tenant <name>', 'whose runs it sees and makes', tenant, 'default')
    .addOption(new Option('--scope <scope>', 'what it allows').choices(scopes).default('submit'))
    .addHelpText('after', examples('camfleet keys add annotators --tenant birds --scope read'))
    .action((name: string, options: AddOptions) =>
      act(options, async (output, closer) => {
        const store = await opened(options, closer);
        const { key, kept } = await addApiKey(store, { name, tenant: options.tenant, scope: options.scope });
        const { sha256: _, ...shown } = kept;
        const again = 'servers that began without a key have to be started again to ask for it';
        output.answer(`${key}\n\n${line(kept)}\n${again}`, { key, ...shown });
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
        const all: ApiKey[] = [];
        for await (const key of listApiKeys(await opened(options, closer))) all.push(key);
        const shown = all.map(({ sha256: _, ...key }) => key);
        output.answer(all.length === 0 ? 'no keys' : all.map(line).join('\n'), { keys: shown });
      }),
    );

  addCommonFlags(keys.command('revoke'))
    .description('Revoke a key: servers refuse it within ten seconds')
    .argument('<id>', 'the key’s id, as camfleet keys list shows it')
    .addHelpText('after', examples('camfleet keys revoke 0123456789ab'))
    .action((id: string, options: CommonFlags) =>
      act(options, async (output, closer) => {
        const { sha256: _, ...key } = await revokeApiKey(await opened(options, closer), id);
        output.answer(`key ${key.id} of ${key.name} is revoked`, key);
      }),
    );
}

function line({ id, name, tenant: whose, scope, createdAt, revokedAt }: ApiKey): string {
  const end = revokedAt === null ? '' : `, revoked ${revokedAt}`;
  return `${id}  ${scope.padEnd(6)}  tenant ${whose}, ${name}, made ${createdAt}${end}`;
}

function tenant(text: string): string {
  const name = tenantSchema.safeParse(text);
  if (!name.success) throw new InvalidArgumentError(`${name.error.issues[0]?.message}.`);
  return name.data;
}
