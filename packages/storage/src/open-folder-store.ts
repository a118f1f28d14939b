/** The object store on a folder of this machine, or on a disk that several machines share. */
import { open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '@camfleet/contracts';
import { checkRange } from './check-range.js';
import { checkStore } from './check-store.js';
import { folderProblem, meansAbsent } from './folder-problem.js';
import { listFolder } from './list-folder.js';
import { checkPrefix, keySegments } from './object-key.js';
import { sweepTemporary } from './sweep-temporary.js';
import { createFile, replaceFile } from './write-file.js';

/** The store on the absolute path `root`, which is made when the first object is written. */
export function openFolderStore(address: string, root: string): ObjectStore {
  const fileOf = (key: string) => join(root, ...keySegments(key));

  async function orProblem<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw folderProblem(error, root);
    }
  }

  const orNull = <T>(work: () => Promise<T>) =>
    orProblem(async () => {
      try {
        return await work();
      } catch (error) {
        if (meansAbsent(error)) return null;
        throw error;
      }
    });

  const store: ObjectStore = {
    address,
    get: async (key, signal) => {
      const file = fileOf(key);
      return orNull(() => readFile(file, { signal }));
    },
    getRange: async (key, offset, length, signal) => {
      checkRange(offset, length);
      const file = fileOf(key);
      return orNull(() => readRange(file, offset, length, signal));
    },
    put: async (key, body, signal) => {
      const file = fileOf(key);
      await orProblem(() => replaceFile(root, file, body, signal));
    },
    putIfAbsent: async (key, body, signal) => {
      const file = fileOf(key);
      return orProblem(() => createFile(root, file, body, signal));
    },
    list: async function* (prefix, startAfter) {
      checkPrefix(prefix);
      try {
        yield* listFolder(root, prefix, startAfter);
      } catch (error) {
        throw folderProblem(error, root);
      }
    },
    delete: async (key) => {
      const file = fileOf(key);
      await orNull(() => unlink(file));
    },
    check: async () => {
      await checkStore(store);
      await orProblem(() => sweepTemporary(root));
    },
    close: async () => {},
  };
  return store;
}

/** Up to `length` bytes: fewer where the file ends before. */
async function readRange(file: string, offset: number, length: number, signal: AbortSignal | undefined) {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const body = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    let filled = 0;
    while (filled < body.length) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(body, filled, body.length - filled, offset + filled);
      if (bytesRead === 0) return body.subarray(0, filled);
      filled += bytesRead;
    }
    return body;
  } finally {
    await handle.close();
  }
}
