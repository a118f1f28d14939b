/** An export's folder on the disk. */
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportFolder } from './export-format.js';

export interface DiskFolder extends ExportFolder {
  /** Closes the files, also where the export failed. */
  close(): Promise<void>;
}

/** The disk knows which names are taken, also where it does not tell capitals from small letters: nothing is kept for it. */
export function diskFolder(folder: string): DiskFolder {
  const lists = new Map<string, FileHandle>();
  return {
    create: async (path, content) => {
      const file = join(folder, path);
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content, { flag: 'wx' });
        return true;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : null;
        // Another has this name, or one that is a folder of it.
        if (code === 'EEXIST' || code === 'EISDIR' || code === 'ENOTDIR') return false;
        throw error;
      }
    },
    append: async (path, text) => {
      let handle = lists.get(path);
      if (handle === undefined) {
        const file = join(folder, path);
        await mkdir(dirname(file), { recursive: true });
        handle = await open(file, 'wx');
        lists.set(path, handle);
      }
      await handle.write(text);
    },
    close: async () => {
      await Promise.all([...lists.values()].map((handle) => handle.close()));
    },
  };
}
