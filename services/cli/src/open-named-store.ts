/** The store that a flag names. */
import type { ObjectStore } from '@camfleet/contracts';
import { type Closer, s3Settings } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import type { CliConfig } from './config.js';
import { storeAddress } from './store-address.js';

export async function openNamedStore(store: string, config: CliConfig, closer: Closer): Promise<ObjectStore> {
  return closer.add(await openStore(storeAddress(store), { s3: s3Settings(config) }));
}
