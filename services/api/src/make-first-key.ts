/** The first key of a deployment, for whoever has its volume. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { type ObjectStore, Problem } from '@camfleet/contracts';
import { addApiKey } from '@camfleet/results';

/**
 * Written to a file that is new and that its owner alone may read: whatever stood under its name, or led elsewhere, gives way
 * unread. Throws Problem 'configuration-invalid' where it cannot be.
 */
export async function makeFirstKey(store: ObjectStore, file: string): Promise<void> {
  const partial = `${file}.${randomUUID()}`;
  const refused = async (cause: Error) => {
    await rm(partial, { force: true });
    const message = `the first API key cannot be written to ${file}: ${cause.message}`;
    throw new Problem('configuration-invalid', message, { cause });
  };
  const opened = await open(partial, 'wx', 0o600).catch(refused);
  try {
    // The file first: a key that nobody has would lock everybody out.
    await rename(partial, file).catch(refused);
    const { key } = await addApiKey(store, { name: 'first', tenant: 'default', scope: 'admin' });
    await opened.writeFile(`${key}\n`);
  } finally {
    await opened.close();
  }
}
