/** Writes a file so that it is there whole or not at all, whatever is killed when. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './folder-problem.js';
import { temporaryFolder } from './object-key.js';

/** Writes `file` under the store's `root`, replacing one that is there. */
export async function replaceFile(
  root: string,
  file: string,
  body: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  await throughTemporary(root, body, signal, async (temporary) => {
    await inFolderOf(file, () => rename(temporary, file));
    await syncFolder(dirname(file));
  });
}

/**
 * Writes `file` under the store's `root` if there is none: true for exactly one caller. link(2) fails where the name is
 * taken, which rename(2) does not, and the file has all its bytes when it gets its name, which one opened with O_EXCL has not.
 */
export function createFile(
  root: string,
  file: string,
  body: Uint8Array,
  signal?: AbortSignal,
): Promise<boolean> {
  return throughTemporary(root, body, signal, async (temporary) => {
    try {
      await inFolderOf(file, () => link(temporary, file));
      await syncFolder(dirname(file));
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    } finally {
      await unlink(temporary);
    }
  });
}

async function throughTemporary<T>(
  root: string,
  body: Uint8Array,
  signal: AbortSignal | undefined,
  give: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = join(root, temporaryFolder, randomUUID());
  try {
    await inFolderOf(temporary, () => writeThrough(temporary, body));
    signal?.throwIfAborted();
    return await give(temporary);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

async function writeThrough(file: string, body: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Does something that puts `file` into its folder, which is made where it is missing. */
async function inFolderOf(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await makeFolder(dirname(file));
    await work();
  }
}

/**
 * One by one: the recursive mkdir never ends where the kernel refuses a name with ENOENT, as /proc does. Others may make
 * the same folders at the same time.
 */
async function makeFolder(folder: string, again = true): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    if (errorCode(error) !== 'ENOENT' || !again || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    return await makeFolder(folder, false);
  }
  // A new folder is an entry of the one above it, and that entry must last too.
  await syncFolder(dirname(folder));
}

/** Makes sure that a folder's entries outlast a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
