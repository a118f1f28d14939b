/** Opens a file of this machine. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { type Failure, failure } from '@camfleet/contracts';
import type { FileMemory } from './file-memory.js';
import { findAllowed, isOpenedInside } from './find-allowed.js';
import type { Opened } from './opened.js';

const chunkBytes = 1024 * 1024;
/** What is larger is no image but a manifest, read as a stream: small pieces are garbage before the collector ages them. */
const streamedFromBytes = 16 * 1024 * 1024;
const streamedChunkBytes = 64 * 1024;
// Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
const flags = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * A Failure where there is no such file or it may not be read, which is so outside of `folders` unless they are null; throws
 * what the disk says otherwise. `memory`: where a file that comes in one piece is read to.
 */
export async function openFile(
  path: string,
  folders: readonly string[] | null,
  memory: Pick<FileMemory, 'take'>,
  signal?: AbortSignal,
): Promise<Opened | Failure> {
  let handle: FileHandle | null;
  try {
    handle = folders === null ? await open(path, flags) : await openInside(path, folders);
  } catch (error) {
    const reason = failureOf(error, path);
    if (reason === null) throw error;
    return reason;
  }
  if (handle === null) {
    const message = `${path} is refused: it lies outside the folders that are allowed here`;
    return failure('source-folder-refused', message);
  }
  try {
    const stat = await handle.stat({ bigint: true });
    if (stat.isFile()) {
      // Files that the kernel makes up, as in /proc, say that they are empty.
      const bytes = stat.size === 0n ? undefined : Number(stat.size);
      return { body: chunksOf(handle, bytes, memory, signal), bytes, version: `${stat.mtimeNs}` };
    }
    await handle.close();
    return failure('source-not-found', `${path} is ${stat.isDirectory() ? 'a folder' : 'no regular file'}`);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Null where the file lies outside; a device is not even opened. */
async function openInside(path: string, folders: readonly string[]): Promise<FileHandle | null> {
  const real = await findAllowed(path, folders);
  if (real === null) return null;
  const stat = await lstat(real);
  if (stat.isCharacterDevice() || stat.isBlockDevice()) return null;
  const handle = await open(real, flags | constants.O_NOFOLLOW);
  const inside = await isOpenedInside(handle.fd, folders).catch(() => false);
  if (inside) return handle;
  await handle.close();
  return null;
}

/** An image usually comes in one piece: room for a byte more than the file has shows its end in the same read. */
async function* chunksOf(
  handle: FileHandle,
  bytes: number | undefined,
  memory: Pick<FileMemory, 'take'>,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  const most = bytes !== undefined && bytes >= streamedFromBytes ? streamedChunkBytes : chunkBytes;
  const size = Math.min((bytes ?? most) + 1, most);
  const isOnePiece = bytes !== undefined && bytes < size;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const room = isOnePiece ? memory.take(size) : Buffer.allocUnsafeSlow(size);
      const { buffer, bytesRead } = await handle.read(room, 0, size);
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      // Only files that the kernel makes up give less than was asked for before their end.
      if (bytesRead === 0 || (bytes !== undefined && bytesRead < size)) return;
    }
  } finally {
    await handle.close();
  }
}

function failureOf(error: unknown, path: string): Failure | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return failure('source-not-found', `${path} does not exist`);
    case 'ENXIO':
      return failure('source-not-found', `${path} is no regular file`);
    case 'EACCES':
    case 'EPERM':
      return failure('source-forbidden', `${path} may not be read`);
    default:
      return null;
  }
}
