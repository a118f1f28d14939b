/** Holds paths inside the folders that the operator allows. */
import { readlink, realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

/**
 * Where `path` really lies, every link followed; null where that, or the path as it is written, is in none of `folders`. What
 * lies outside is not looked at, so that nobody learns what is there. Throws what the disk says of a path inside.
 */
export async function findAllowed(path: string, folders: readonly string[]): Promise<string | null> {
  if (!(await isWrittenInside(path, folders))) return null;
  const real = await realpath(resolve(path));
  return liesInside(real, await realFolders(folders)) ? real : null;
}

/** Whether a path names something inside, as far as its words tell: links are not followed. */
export async function isWrittenInside(path: string, folders: readonly string[]): Promise<boolean> {
  return liesInside(resolve(path), [...folders, ...(await realFolders(folders))]);
}

/** Whether an opened file lies inside: it cannot be exchanged for another any more, as a path can. Linux tells; elsewhere, true. */
export async function isOpenedInside(descriptor: number, folders: readonly string[]): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  return liesInside(await readlink(`/proc/self/fd/${descriptor}`), await realFolders(folders));
}

function liesInside(path: string, folders: readonly string[]): boolean {
  return folders.some(
    (folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep),
  );
}

/** A folder that is not there, or not yet, allows nothing. */
async function realFolders(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)));
  return found.filter((folder) => folder !== null);
}
