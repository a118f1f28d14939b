/** Where an export goes on the disk: a place that is new or empty, and that gets its name when all is there. */
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Problem } from '@camfleet/contracts';

/**
 * Works beside the place and gives it its name at the end: a failure or a stop leaves nothing that looks done.
 *
 * @param file for one file: its name where `to` is a folder; null where a folder is written
 * @param work writes into the path that it is given: a folder that is there, or a file that is not
 * @returns the place's own path, and what the work answered
 * @throws a Problem where something is there, or may not be written
 */
export async function fillPlace<T>(
  to: string,
  file: string | null,
  work: (path: string) => Promise<T>,
): Promise<{ place: string; answer: T }> {
  let place = resolve(to);
  let partial: string | null = null;
  try {
    if (file !== null && (to.endsWith('/') || (await isFolder(place)))) place = join(place, file);
    await checkEmpty(place, file === null);
    await mkdir(dirname(place), { recursive: true });
    partial = await mkdtemp(`${place}.partial-`);
    const path = file === null ? partial : join(partial, 'file');
    const answer = await work(path);
    // What is empty gives way.
    await rename(path, place);
    if (file !== null) await rm(partial, { recursive: true });
    return { place, answer };
  } catch (error) {
    if (partial !== null) await rm(partial, { recursive: true, force: true });
    throw placeProblem(error, place);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory() ?? false;
}

async function checkEmpty(place: string, asFolder: boolean): Promise<void> {
  const found = await statOf(place);
  if (found === null) return;
  if (asFolder && found.isDirectory()) {
    if ((await readdir(place)).length === 0) return;
    throw new Problem('usage', `${place} holds something already: name a folder that is new or empty`);
  }
  if (asFolder) throw new Problem('usage', `${place} is in the way: name a folder that is new or empty`);
  if (found.size > 0 || !found.isFile())
    throw new Problem('usage', `${place} is there already: name a file that is not, or delete it first`);
}

async function statOf(path: string) {
  return await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
}

/** A Problem for what a person can put right; the error itself for anything else. */
function placeProblem(error: unknown, place: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const because = (kind: 'store-full' | 'store-denied', sentence: string) =>
    new Problem(kind, sentence, { cause: error });
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return because('store-full', `the disk of ${place} is full: free some space, or name another place`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return because('store-denied', `${place} may not be written: check its permissions or name another`);
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return because('store-denied', `${place} is in the way of a file: name another place`);
    default:
      return error;
  }
}
