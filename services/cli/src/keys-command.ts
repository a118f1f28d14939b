/** camfleet keys add, list and revoke: who may use the API of a store. */
import type { ApiKey, ObjectStore } from '@camfleet/contracts';
import { addApiKey, listApiKeys, revokeApiKey } from '@camfleet/results';
import type { Output } from './output.js';

/** The key itself is shown this once. */
export async function addKeyCommand(
  store: ObjectStore,
  wanted: Pick<ApiKey, 'name' | 'tenant' | 'scope'>,
  output: Output,
): Promise<void> {
  const { key, kept } = await addApiKey(store, wanted);
  const again = 'servers that began without a key have to be started again to ask for it';
  output.answer(`${key}\n\n${line(kept)}\n${again}`, { key, ...shown(kept) });
}

export async function listKeysCommand(store: ObjectStore, output: Output): Promise<void> {
  const all: ApiKey[] = [];
  for await (const key of listApiKeys(store)) all.push(key);
  output.answer(all.length === 0 ? 'no keys' : all.map(line).join('\n'), { keys: all.map(shown) });
}

export async function revokeKeyCommand(store: ObjectStore, id: string, output: Output): Promise<void> {
  const key = await revokeApiKey(store, id);
  output.answer(`key ${key.id} of ${key.name} is revoked`, shown(key));
}

function line({ id, name, tenant, scope, createdAt, revokedAt }: ApiKey): string {
  const end = revokedAt === null ? '' : `, revoked ${revokedAt}`;
  return `${id}  ${scope.padEnd(6)}  tenant ${tenant}, ${name}, made ${createdAt}${end}`;
}

const shown = ({ sha256: _, ...key }: ApiKey): Omit<ApiKey, 'sha256'> => key;
