/** An export of many files as a tar that is sent while it is written. */
import { createHash } from 'node:crypto';
import { type Pack, pack } from 'tar-stream';
import type { ExportFolder, ExportSource, FolderFormat } from './export-format.js';

/** Written as it is taken; whoever stops taking stops the writing. `at`: when its files were made, as the tar says. */
export async function* tarExport(
  source: ExportSource,
  format: FolderFormat,
  at: Date,
): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const folder = tarFolder(tar, at);
  const written = (async () => {
    await format.write(source, folder);
    await folder.finish();
  })();
  written.catch((error: Error) => tar.destroy(error));
  yield* tar as AsyncIterable<Uint8Array>;
  await written;
}

interface TarFolder extends ExportFolder {
  /** Sends the files that were appended to, and the end. */
  finish(): Promise<void>;
}

/**
 * Names that are taken are known by a digest, six bytes each: two that share one cost the later its name, and nothing else.
 * What is appended to goes last, since a tar says how long a file is before it begins; a list's lines are held until then.
 */
function tarFolder(pack: Pack, modifiedAt: Date): TarFolder {
  const files = new Set<number>();
  const folders = new Set<number>();
  const lists = new Map<string, string[]>();

  async function send(name: string, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    await new Promise<void>((resolve, reject) => {
      pack.entry({ name, mtime: modifiedAt }, bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** False where something has the name, or one of its folders is a file. */
  function take(path: string): boolean {
    const above = foldersOf(path).map(digestOf);
    const own = digestOf(path);
    if (files.has(own) || folders.has(own) || above.some((folder) => files.has(folder))) return false;
    files.add(own);
    for (const folder of above) folders.add(folder);
    return true;
  }

  return {
    create: async (path, content) => {
      if (!take(path)) return false;
      await send(path, content);
      return true;
    },
    append: async (path, text) => {
      const list = lists.get(path);
      if (list !== undefined) list.push(text);
      else {
        take(path);
        lists.set(path, [text]);
      }
    },
    finish: async () => {
      for (const [path, texts] of lists) await send(path, texts.join(''));
      pack.finalize();
    },
  };
}

function foldersOf(path: string): string[] {
  const steps = path.split('/').slice(0, -1);
  return steps.map((_, i) => steps.slice(0, i + 1).join('/'));
}

/** Whoever unpacks it may have a disk that does not tell capitals from small letters. */
function digestOf(path: string): number {
  return createHash('sha256').update(path.toLowerCase().normalize('NFC')).digest().readUIntBE(0, 6);
}
