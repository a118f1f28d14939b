/** The files that were dropped or picked, folders and all that is in them. */
import type { NamedFile } from './chosen-files.js';

export async function readDrop(dropped: DataTransfer): Promise<NamedFile[]> {
  // Asked of all before anything is waited for: a drop is forgotten when its event is over.
  const entries = [...dropped.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [only] = entries;
  // Of one folder the names begin in it; of several things, with them.
  if (entries.length === 1 && only!.isDirectory)
    return await readFolder(only as FileSystemDirectoryEntry, '');
  return (await Promise.all(entries.map((entry) => readEntry(entry, '')))).flat();
}

export function readPicked(files: FileList): NamedFile[] {
  return [...files].map((file) => {
    const path = file.webkitRelativePath;
    return { name: path === '' ? file.name : path.slice(path.indexOf('/') + 1), file };
  });
}

async function readEntry(entry: FileSystemEntry, below: string): Promise<NamedFile[]> {
  if (entry.isDirectory) return await readFolder(entry as FileSystemDirectoryEntry, `${below}${entry.name}/`);
  const file = await new Promise<File>((resolve, reject) =>
    (entry as FileSystemFileEntry).file(resolve, reject),
  );
  return [{ name: `${below}${entry.name}`, file }];
}

/** A reader gives some entries at a time, and none when there are no more. */
async function readFolder(folder: FileSystemDirectoryEntry, below: string): Promise<NamedFile[]> {
  const reader = folder.createReader();
  const files: NamedFile[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return files;
    for (const entry of some) files.push(...(await readEntry(entry, below)));
  }
}
