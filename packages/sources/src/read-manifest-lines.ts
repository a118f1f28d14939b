/** The lines of an opened manifest. */
import { Problem } from '@camfleet/contracts';
import type { OpenedManifest } from './open-manifest.js';
import { PassingTrouble } from './passing-trouble.js';
import type { SourceLimits } from './source-limits.js';
import { type ManifestLine, splitLines } from './split-lines.js';
import { troubleOf } from './with-tries.js';

/** Throws Problem 'manifest-unreadable' where the source breaks off: half a manifest must not pass for a whole one. */
export async function* readManifestLines(
  manifest: OpenedManifest,
  limits: SourceLimits,
  signal?: AbortSignal,
): AsyncGenerator<ManifestLine> {
  try {
    yield* splitLines(checked(manifest, limits), limits.manifestLineBytes);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Problem) throw error;
    const message = `the manifest ${manifest.where} ${troubleOf(error)}: try again`;
    throw new Problem('manifest-unreadable', message, { cause: error });
  }
}

async function* checked(
  { body, bytes, where }: OpenedManifest,
  { manifestBytesMax, manifestSecondsMax }: SourceLimits,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  const endMs = performance.now() + manifestSecondsMax * 1_000;
  for await (const chunk of body) {
    if (length === 0 && isUtf16(chunk)) {
      throw new Problem('manifest-unreadable', `the manifest ${where} is UTF-16: save it as UTF-8`);
    }
    length += chunk.length;
    if (length > manifestBytesMax) {
      const message = `the manifest ${where} is larger than ${manifestBytesMax} bytes: cut it up`;
      throw new Problem('manifest-unreadable', message);
    }
    // Silence has its own limit; this one is for who sends a byte now and then.
    if (performance.now() > endMs) {
      const message = `the manifest ${where} takes longer than ${manifestSecondsMax} s to come: copy it to the store first`;
      throw new Problem('manifest-unreadable', message);
    }
    yield chunk;
  }
  if (bytes !== undefined && length < bytes) throw new PassingTrouble(`sent ${length} of ${bytes} bytes`);
}

/** Spreadsheets like to write it; it starts with one of two marks. */
function isUtf16(chunk: Uint8Array): boolean {
  return (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff);
}
