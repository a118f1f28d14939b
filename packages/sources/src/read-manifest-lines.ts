/** The lines of an opened manifest. */
import { Problem } from '@camfleet/contracts';
import type { OpenedManifest } from './open-manifest.js';
import { PassingTrouble } from './passing-trouble.js';
import { type ManifestLine, splitLines } from './split-lines.js';
import { troubleOf } from './with-tries.js';

/** Throws Problem 'manifest-unreadable' where the source breaks off: half a manifest must not pass for a whole one. */
export async function* readManifestLines(
  manifest: OpenedManifest,
  lineBytesMax: number,
  signal?: AbortSignal,
): AsyncGenerator<ManifestLine> {
  try {
    yield* splitLines(checked(manifest), lineBytesMax);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Problem) throw error;
    const message = `the manifest ${manifest.where} ${troubleOf(error)}: try again`;
    throw new Problem('manifest-unreadable', message, { cause: error });
  }
}

async function* checked({ body, bytes, where }: OpenedManifest): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of body) {
    if (length === 0 && isUtf16(chunk)) {
      throw new Problem('manifest-unreadable', `the manifest ${where} is UTF-16: save it as UTF-8`);
    }
    length += chunk.length;
    yield chunk;
  }
  if (bytes !== undefined && length < bytes) throw new PassingTrouble(`sent ${length} of ${bytes} bytes`);
}

/** Spreadsheets like to write it; it starts with one of two marks. */
function isUtf16(chunk: Uint8Array): boolean {
  return (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff);
}
