/** The files of a tar, into a folder. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';

export interface TarEntry {
  readonly name: string;
  /** False for a folder, a link, a device and whatever else a tar can hold. */
  readonly isFile: boolean;
}

/**
 * Writes them while they arrive, whatever their size.
 *
 * @param folder is there, and nobody else writes into it: what is in it came from this tar
 * @param placeOf where below the folder a file lies, or null for an entry that is passed over; throws for one that may not be there
 * @returns how many files there are
 * @throws what `placeOf` and the disk throw, EEXIST where a name comes twice, and an Error where the body is no tar or ends early
 */
export async function unpackTar(
  body: AsyncIterable<Uint8Array>,
  folder: string,
  placeOf: (entry: TarEntry) => string | null,
): Promise<number> {
  const entries = extract();
  const filled = pipeline(body, entries);
  // Who is awaited below is told as well.
  filled.catch(() => {});
  let files = 0;
  for await (const entry of entries) {
    const place = placeOf({ name: entry.header.name, isFile: entry.header.type === 'file' });
    if (place === null) {
      entry.resume();
      continue;
    }
    const file = join(folder, place);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(entry, createWriteStream(file, { flags: 'wx' }));
    files += 1;
  }
  await filled;
  return files;
}

/** Whether a file of this name lies below the folder that it is unpacked into, whoever made the tar. */
export function staysBelow(name: string): boolean {
  return !/[\\\p{Cc}]/u.test(name) && name.split('/').every((step) => !['', '.', '..'].includes(step));
}
