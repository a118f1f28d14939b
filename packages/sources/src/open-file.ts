/** Opens a file of this machine. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Failure, failure } from '@camfleet/contracts';
import type { Opened } from './opened.js';

const chunkBytes = 256 * 1024;

/** A Failure where there is no such file or it may not be read; throws what the disk says otherwise. */
export async function openFile(path: string, signal?: AbortSignal): Promise<Opened | Failure> {
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const reason = failureOf(error, path);
    if (reason === null) throw error;
    return reason;
  }
  try {
    const stat = await handle.stat({ bigint: true });
    if (stat.isFile()) {
      // Files that the kernel makes up, as in /proc, say that they are empty.
      const bytes = stat.size === 0n ? undefined : Number(stat.size);
      return { body: chunksOf(handle, signal), bytes, version: `${stat.mtimeNs}` };
    }
    await handle.close();
    return failure('source-not-found', `${path} is ${stat.isDirectory() ? 'a folder' : 'no regular file'}`);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* chunksOf(handle: FileHandle, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { buffer, bytesRead } = await handle.read(new Uint8Array(chunkBytes), 0, chunkBytes);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
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
