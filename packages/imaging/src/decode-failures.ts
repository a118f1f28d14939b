/** From what libvips says to the failure that the user reads: the one table. */
import { type Failure, type FailureCode, failure } from '@camfleet/contracts';
import { endsEarly } from './ends-early.js';
import type { PictureKind } from './picture-kind.js';

/** First match wins. `world` is no fault of the picture: it throws, and the shard is tried again. */
const table: readonly (readonly [RegExp, FailureCode | 'world'])[] = [
  [/out of memory|cannot allocate memory|unable to create thread|too many open files/i, 'world'],
  [/^timeout:/im, 'image-timeout'],
  [/exceeds pixel limit|exceeds the maximum image size/i, 'image-too-large'],
  [/premature end of JPEG image/i, 'image-truncated'],
  [/unexpected end of|not enough data|insufficient input data/i, 'image-truncated'],
  [/file size too small|outside of file bounds|cannot read full meta box/i, 'image-truncated'],
  [
    /unsupported|not supported|not implemented|has not been built in|exceeds channel limit/i,
    'image-unsupported',
  ],
];

/** Messages that say nothing about the cause beside the ones that do. */
const noise = /^(?:source: bad seek to \d+|warning treated as error due to failOn setting)$/i;

/** The failure behind an error of sharp's, or the error again where the picture is not to blame. */
export function decodeFailure(error: unknown, bytes: Uint8Array, kind: PictureKind): Failure {
  const said = error instanceof Error ? error.message : String(error);
  const code = codeOf(said, bytes, kind);
  if (code === 'world') throw error;
  return failure(code, sentence(said, kind));
}

function codeOf(said: string, bytes: Uint8Array, kind: PictureKind): FailureCode | 'world' {
  // The kind is known from the magic number, so a header that no loader takes is damage, not another kind.
  const recognised = said.replace('Input buffer contains unsupported image format', '');
  const code = table.find(([pattern]) => pattern.test(recognised))?.[1];
  return code ?? (endsEarly(bytes, kind) ? 'image-truncated' : 'image-corrupt');
}

function sentence(said: string, kind: PictureKind): string {
  const lines = said
    .replace(/^Input buffer (?:has corrupt header:|contains unsupported image format)/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !noise.test(line));
  const cause = lines.at(-1) ?? 'the header cannot be read';
  return `The ${kind} picture cannot be decoded: ${cause.slice(0, 200)}.`;
}

/**
 * Whether a JPEG's complaint may be about something that changes no pixel: a wrong profile, bytes behind the end, odd
 * scan parameters of some cameras. Such a picture is decoded again without regard to warnings. Damage inside the
 * entropy-coded data is not forgiven: half of the picture may be grey.
 */
export function isForgivable(error: unknown): boolean {
  const said = error instanceof Error ? error.message : String(error);
  return !/Corrupt JPEG data: (?!\d+ extraneous bytes before marker 0xd9)|premature end|^timeout:/im.test(
    said,
  );
}
