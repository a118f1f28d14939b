/** Redis servers of ours that run on this machine, for commands that have been told of none. */
import { readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { isAlive, isOurRedis, readNote } from './redis-leftover.js';

/** Addresses of those whose folders lie in `parent`, have names that start so, and belong to this user; their owners live. */
export async function findRedisServers(parent: string, nameStart: string): Promise<string[]> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(nameStart));
  const found = await Promise.all(names.map((name) => serverIn(join(parent, name))));
  return found.filter((url) => url !== null);
}

async function serverIn(folder: string): Promise<string | null> {
  // Anybody may make a folder of any name where temporary files lie.
  const owner = await stat(folder).then(
    ({ uid }) => uid,
    () => null,
  );
  if (owner !== userInfo().uid) return null;
  const note = await readNote(folder);
  if (note === null || !isAlive(note.owner) || !(await isOurRedis(note))) return null;
  return `redis://127.0.0.1:${note.port}`;
}
