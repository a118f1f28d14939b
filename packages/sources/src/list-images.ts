/** Turns a folder or a glob into the rows of a manifest. */
import { type Dirent, readdir, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '@camfleet/contracts';
import { glob, isDynamicPattern } from 'tinyglobby';
import { findAllowed, isWrittenInside } from './find-allowed.js';
import { imageExtensions, isImageName } from './image-name.js';

export interface ImageList {
  /** The absolute folder that the rows start from, with a slash at its end. */
  readonly base: string;
  /** Relative to `base`, in the order of their bytes. */
  readonly uris: readonly string[];
}

/**
 * Image files, by their extensions in any case, of a folder and all below it, of a glob, or the one file named. What is hidden
 * is skipped. Throws Problem 'manifest-not-found' where the folder is not there, 'manifest-empty' where it has no pictures and
 * 'manifest-unreadable' where a folder cannot be read: pictures must not go missing in silence. So it does for a folder that
 * lies in none of `folders`, unless they are null. Throws the signal's reason when that fires.
 */
export async function listImages(
  folderOrGlob: string,
  folders: readonly string[] | null,
  signal?: AbortSignal,
): Promise<ImageList> {
  const path = folderOrGlob.startsWith('file:') ? pathOf(folderOrGlob) : folderOrGlob;
  if (folders !== null && !(await isWrittenInside(path, folders))) throw notAllowed(folderOrGlob);
  const found = await find(path, folders, signal);
  const uris = inByteOrder(found.uris.filter(isImageName));
  if (uris.length === 0) {
    throw new Problem(
      'manifest-empty',
      `no pictures under ${folderOrGlob}; looked for ${imageExtensions.join(', ')}`,
    );
  }
  return { base: found.base.replace(/\/?$/, '/'), uris };
}

/** Throws as `listImages` does where a folder is not there or not allowed; nothing is listed. */
export async function checkFolder(folderOrGlob: string, folders: readonly string[] | null): Promise<void> {
  const path = folderOrGlob.startsWith('file:') ? pathOf(folderOrGlob) : folderOrGlob;
  if (folders !== null && !(await isWrittenInside(path, folders))) throw notAllowed(folderOrGlob);
  const place = isDynamicPattern(path) && (await kindOf(path)) === null ? splitGlob(path).folder : path;
  if ((await kindOf(place)) === null) {
    throw new Problem('manifest-not-found', `there is no folder or file ${path}: check its name`);
  }
  if (folders !== null && (await findAllowed(place, folders)) === null) throw notAllowed(folderOrGlob);
}

async function find(
  path: string,
  folders: readonly string[] | null,
  signal: AbortSignal | undefined,
): Promise<{ base: string; uris: string[] }> {
  const kind = await kindOf(path);
  if (kind === 'folder') {
    return { base: resolve(path), uris: await match(resolve(path), '**/*', folders, signal) };
  }
  if (kind === 'file') return { base: resolve(dirname(path)), uris: [basename(path)] };
  if (!isDynamicPattern(path)) {
    throw new Problem('manifest-not-found', `there is no folder or file ${path}: check its name`);
  }
  const { folder, pattern } = splitGlob(path);
  if ((await kindOf(folder)) !== 'folder') {
    throw new Problem('manifest-not-found', `there is no folder ${folder} for ${path}: check its name`);
  }
  return {
    base: resolve(folder),
    uris: await match(resolve(folder), pattern, folders, signal),
  };
}

/** The folder that a glob starts from, and what is matched below it. */
function splitGlob(path: string): { folder: string; pattern: string } {
  const segments = path.split('/');
  const fixed = segments.findIndex((segment) => isDynamicPattern(segment));
  const cut = fixed < 0 ? segments.length - 1 : fixed;
  const folder = segments.slice(0, cut).join('/') || (path.startsWith('/') ? '/' : '.');
  return { folder, pattern: segments.slice(cut).join('/') };
}

type Listed = (error: Error | null, found?: unknown) => void;

async function match(
  cwd: string,
  pattern: string,
  folders: readonly string[] | null,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const unreadable: string[] = [];
  const outside: string[] = [];
  // The library passes over folders that it cannot read; here that is said.
  const read = (path: string, options: object, done: Listed) =>
    readdir(path, { ...options, withFileTypes: true }, (error, found) => {
      if (error === null) return done(null, found.map(shownAsPicture));
      unreadable.push(path);
      done(error);
    });
  const readInside = async (path: string, options: object, done: Listed) => {
    const real = folders === null ? path : await findAllowed(path, folders).catch(() => path);
    if (real !== null) return read(path, options, done);
    outside.push(path);
    done(null, []);
  };
  const watched = readInside as unknown as typeof readdir;
  const uris = await glob(pattern, {
    cwd,
    dot: false,
    expandDirectories: false,
    fs: { readdir: watched },
    ...(signal !== undefined && { signal }),
  });
  // Told to stop, the library returns what it has found so far.
  signal?.throwIfAborted();
  if (outside.length > 0) throw notAllowed(outside[0]!);
  if (unreadable.length > 0) {
    throw new Problem(
      'manifest-unreadable',
      `the folder ${unreadable[0]} cannot be read: check its permissions`,
    );
  }
  return await withoutCircles(cwd, uris);
}

/**
 * A link to a folder that it lies in itself leads to the same pictures again, under longer names: those are left out. Links
 * to other folders are as good as folders.
 */
async function withoutCircles(cwd: string, uris: readonly string[]): Promise<string[]> {
  const realOf = remembering((folder: string) => realpath(join(cwd, folder)));
  const isCircular = remembering(async (folder: string) => {
    const steps = folder === '.' ? [] : folder.split('/');
    const onTheWay = ['.', ...steps.map((_, i) => steps.slice(0, i + 1).join('/'))];
    const places = await Promise.all(onTheWay.map(realOf));
    return new Set(places).size < places.length;
  });
  const circular = await Promise.all(uris.map((uri) => isCircular(dirname(uri))));
  return uris.filter((_, i) => !circular[i]);
}

function remembering<Answer>(ask: (of: string) => Promise<Answer>): (of: string) => Promise<Answer> {
  const known = new Map<string, Promise<Answer>>();
  return (of) => {
    const answer = known.get(of) ?? ask(of);
    known.set(of, answer);
    return answer;
  };
}

/**
 * The library passes over what is neither file nor folder, and over links that lead nowhere. Where its name says that it is a
 * picture it is shown to it as a file, so that it becomes a row, and whoever opens it says what is wrong.
 */
function shownAsPicture(entry: Dirent): Dirent {
  if (entry.isFile() || entry.isDirectory() || !isImageName(entry.name)) return entry;
  if (entry.isSymbolicLink() && leadsSomewhere(join(entry.parentPath, entry.name))) return entry;
  const shown: Dirent = Object.create(entry);
  shown.isFile = () => true;
  shown.isSymbolicLink = () => false;
  return shown;
}

function leadsSomewhere(link: string): boolean {
  try {
    return statSync(link, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A ring of links, or one that may not be followed.
    return false;
  }
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new Problem('manifest-not-found', `${url} names no file of this machine`, { cause });
  }
}

function notAllowed(path: string): Problem {
  return new Problem('manifest-unreadable', `${path} lies outside the folders that are allowed here`);
}

async function kindOf(path: string): Promise<'folder' | 'file' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return null;
  }
}

function inByteOrder(uris: readonly string[]): string[] {
  const sorted = uris.map((uri) => Buffer.from(uri)).sort(Buffer.compare);
  return sorted.map((uri) => uri.toString());
}
