/** The flags that say where runs are: on a server, or in a store. */
import { readFile } from 'node:fs/promises';
import { Problem } from '@camfleet/contracts';
import type { Command } from 'commander';
import type { CommandContext } from './carry-out.js';
import { addCommonFlags, type CommonFlags } from './flags.js';
import { loaded } from './loaded.js';
import type { RunsPlace } from './runs-place.js';
import type { ServerPlace } from './server-place.js';

export interface PlaceOptions extends CommonFlags {
  readonly server?: string;
  readonly keyFile?: string;
}

export function addPlaceFlags(command: Command): Command {
  return addCommonFlags(command)
    .option('--server <url>', 'a Camfleet server, instead of a store (default: CAMFLEET_SERVER)')
    .option(
      '--key-file <file>',
      'a file with the API key (default: CAMFLEET_API_KEY, else the file that CAMFLEET_API_KEY_FILE names)',
    );
}

/** The server that is named, by a flag or else by the environment; null where a store is meant. */
export async function openServer(
  command: Command,
  context: Pick<CommandContext, 'config' | 'signal'>,
): Promise<ServerPlace | null> {
  const { server, keyFile } = command.opts<PlaceOptions>();
  const { config, signal } = context;
  const isStoreNamed = command.getOptionValueSource('store') === 'cli';
  if (server !== undefined && isStoreNamed)
    throw new Problem('usage', '--store: a server has its own; leave out one of --server and --store');
  const named = server ?? (isStoreNamed ? undefined : config.CAMFLEET_SERVER);
  if (named === undefined) {
    if (keyFile !== undefined)
      throw new Problem('usage', '--key-file: a key is for a server; name it with --server');
    return null;
  }
  const key = keyFile === undefined ? await keyOf(config) : await readKey(keyFile);
  const { serverPlace } = await loaded(import('./server-place.js'), signal);
  return serverPlace({ server: serverAddress(named), key }, signal);
}

export async function openPlace(command: Command, context: CommandContext): Promise<RunsPlace> {
  return (await openServer(command, context)) ?? (await openStorePlace(command, context));
}

export async function openStorePlace(command: Command, context: CommandContext): Promise<RunsPlace> {
  const { storePlace } = await loaded(import('./store-place.js'), context.signal);
  return await storePlace(command.opts<PlaceOptions>().store, context);
}

function serverAddress(named: string): string {
  const address = /^https?:\/\//i.test(named) ? named : `http://${named}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new Problem('usage', `--server ${named}: it takes an address such as http://127.0.0.1:8080`);
  }
  return url.href.replace(/\/+$/, '');
}

async function keyOf({
  CAMFLEET_API_KEY: key,
  CAMFLEET_API_KEY_FILE: file,
}: CommandContext['config']): Promise<string | null> {
  if (key !== undefined) return key;
  return file === undefined ? null : await readKey(file);
}

async function readKey(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Problem('usage', `the key's file ${file} cannot be read (${cause.code}): check the path`, {
      cause,
    });
  });
  const key = text.trim();
  if (/^\S+$/.test(key)) return key;
  throw new Problem('usage', `the key's file ${file} does not hold one API key: cf_…`);
}
