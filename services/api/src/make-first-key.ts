/** The first key of a deployment, for whoever has its volume. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { type ObjectStore, Problem } from '@camfleet/contracts';
import { addApiKey, forgetApiKey } from '@camfleet/results';

/**
 * Written to a file that is new and that its owner alone may read: whatever stood under its name, or led elsewhere, gives way
 * unread; a file that is mounted by itself cannot, and is emptied. Throws Problem 'configuration-invalid' where it cannot be
 * written, and then there is no key.
 */
export async function makeFirstKey(store: ObjectStore, file: string): Promise<void> {
  const refused = (cause: Error) => {
    const message = `the first API key cannot be written to ${file}: ${cause.message}`;
    throw new Problem('configuration-invalid', message, { cause });
  };
  // The file first: a key that nobody has would lock everybody out.
  const opened = await openOwn(file).catch(refused);
  try {
    const { key, kept } = await addApiKey(store, { name: 'first', tenant: 'default', scope: 'admin' });
    await opened.writeFile(`${key}\n`).catch(async (cause: Error) => {
      await forgetApiKey(store, kept.id);
      refused(cause);
    });
  } finally {
    await opened.close();
  }
}

/** Empty, and for its owner alone. */
async function openOwn(file: string): Promise<FileHandle> {
  const partial = `${file}.${randomUUID()}`;
  const opened = await open(partial, 'wx', 0o600);
  try {
    await rename(partial, file);
    return opened;
  } catch (error) {
    await opened.close();
    await rm(partial, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
  }
  const { O_WRONLY, O_TRUNC, O_NOFOLLOW } = constants;
  const mounted = await open(file, O_WRONLY | O_TRUNC | O_NOFOLLOW);
  try {
    await mounted.chmod(0o600);
    return mounted;
  } catch (error) {
    await mounted.close();
    throw error;
  }
}
