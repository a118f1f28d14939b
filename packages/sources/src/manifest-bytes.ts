/** The bytes of an opened manifest, decompressed where they are gzip. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Problem } from '@camfleet/contracts';
import type { OpenedManifest } from './open-manifest.js';
import { PassingTrouble } from './passing-trouble.js';
import type { SourceLimits } from './source-limits.js';
import { troubleOf } from './with-tries.js';

/** Throws Problem 'manifest-unreadable' where the source breaks off: half a manifest must not pass for a whole one. */
export async function* manifestBytes(
  manifest: OpenedManifest,
  limits: SourceLimits,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* limited(unzipped(checked(manifest)), manifest.where, limits);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Problem) throw error;
    const message = `the manifest ${manifest.where} ${troubleOf(error)}: try again`;
    throw new Problem('manifest-unreadable', message, { cause: error });
  }
}

async function* checked({ body, bytes }: OpenedManifest): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    yield chunk;
  }
  if (bytes !== undefined && length < bytes) throw new PassingTrouble(`sent ${length} of ${bytes} bytes`);
}

/** Told by the first two bytes, whatever the file's name. Who stops early closes the source too. */
async function* unzipped(body: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    const first = await body.next();
    if (first.done === true) return;
    const whole = startingWith(first.value, body);
    if (first.value[0] === 0x1f && first.value[1] === 0x8b) yield* gunzipped(whole);
    else yield* whole;
  } finally {
    await body.return(undefined);
  }
}

async function* gunzipped(whole: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const packed = Readable.from(whole);
  packed.once('error', (error) => gunzip.destroy(error));
  try {
    yield* packed.pipe(gunzip);
  } finally {
    packed.destroy();
  }
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** Counted after they are unpacked: an archive may hold far more than it weighs. */
async function* limited(
  body: AsyncIterable<Uint8Array>,
  where: string,
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
}

/** Spreadsheets like to write it; it starts with one of two marks. */
function isUtf16(chunk: Uint8Array): boolean {
  return (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff);
}
