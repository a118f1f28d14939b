/** A manifest as a file of this machine, for formats that are read from their end. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface Spooled {
  readonly path: string;
  /** Deletes it. */
  close(): Promise<void>;
}

export async function spool(body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), 'camfleet-manifest-'));
  const close = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'manifest');
  try {
    await pipeline(body, createWriteStream(path), signal === undefined ? {} : { signal });
  } catch (error) {
    await close();
    throw error;
  }
  return { path, close };
}
