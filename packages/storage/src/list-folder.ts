/** Lists the files below a folder as S3 lists a bucket: in the byte order of their keys. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredObject } from '@camfleet/contracts';
import { meansAbsent } from './folder-problem.js';
import { temporaryFolder } from './object-key.js';

interface Entry {
  /** The key of a file; of a folder, what all keys in it start with. */
  readonly key: string;
  readonly isFolder: boolean;
  readonly order: Buffer;
}

/** Files looked at together. */
const statsAtOnce = 64;

/**
 * Objects whose key starts with `prefix` and comes after `startAfter`. Holds the names of one folder and of those above it,
 * never of all; folders that can hold no such key are not read.
 */
export async function* listFolder(
  root: string,
  prefix: string,
  startAfter = '',
): AsyncIterable<StoredObject> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  yield* walk(root, folder, { prefix, startAfter, order: Buffer.from(startAfter) });
}

interface Wanted {
  readonly prefix: string;
  readonly startAfter: string;
  readonly order: Buffer;
}

async function* walk(root: string, folder: string, wanted: Wanted): AsyncIterable<StoredObject> {
  const entries = await readEntries(root, folder, wanted);
  for (let at = 0; at < entries.length; ) {
    const first = entries[at]!;
    if (first.isFolder) {
      yield* walk(root, first.key, wanted);
      at++;
      continue;
    }
    let end = at + 1;
    while (end < entries.length && end - at < statsAtOnce && !entries[end]!.isFolder) end++;
    const files = await Promise.all(entries.slice(at, end).map(({ key }) => look(root, key)));
    for (const file of files) if (file !== null) yield file;
    at = end;
  }
}

/** What is directly in a folder and may be or hold a wanted key, in order. */
async function readEntries(root: string, folder: string, wanted: Wanted): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const entry of await readFolder(join(root, folder))) {
    if (folder === '' && entry.name === temporaryFolder) continue;
    const isFolder = entry.isDirectory();
    if (!isFolder && !entry.isFile()) continue;
    // A folder stands where its keys stand: "a-b" comes before "a/b", since "-" comes before "/".
    const key = `${folder}${entry.name}${isFolder ? '/' : ''}`;
    const order = Buffer.from(key);
    if (mayHold(key, isFolder, order, wanted)) entries.push({ key, isFolder, order });
  }
  return entries.sort((a, b) => Buffer.compare(a.order, b.order));
}

function mayHold(key: string, isFolder: boolean, order: Buffer, wanted: Wanted): boolean {
  const starts = key.startsWith(wanted.prefix) || (isFolder && wanted.prefix.startsWith(key));
  const isAfter = Buffer.compare(order, wanted.order) > 0 || (isFolder && wanted.startAfter.startsWith(key));
  return starts && isAfter;
}

async function readFolder(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (meansAbsent(error)) return [];
    throw error;
  }
}

async function look(root: string, key: string): Promise<StoredObject | null> {
  try {
    return { key, bytes: (await stat(join(root, key))).size };
  } catch (error) {
    if (meansAbsent(error)) return null;
    throw error;
  }
}
