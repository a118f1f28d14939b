/** Removes what killed processes left of unfinished writes. */
import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { meansAbsent } from './folder-problem.js';
import { temporaryFolder } from './object-key.js';

/** Older than this nobody is still writing it, in milliseconds. */
const leftoverMs = 60 * 60 * 1_000;

export async function sweepTemporary(root: string, now = Date.now()): Promise<void> {
  const folder = join(root, temporaryFolder);
  try {
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      const { mtimeMs } = await stat(file);
      if (now - mtimeMs > leftoverMs) await unlink(file);
    }
  } catch (error) {
    // Another process may sweep at the same time; what it has not removed, the next check will.
    if (!meansAbsent(error)) throw error;
  }
}
