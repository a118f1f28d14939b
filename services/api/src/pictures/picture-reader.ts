/** Pictures of runs, fetched through the guards: nothing else than pictures is ever passed on. */
import { type Failure, isFailure, type RunRequest } from '@camfleet/contracts';
import { type DecodeInput, makeThumbnail, pictureMediaType } from '@camfleet/imaging';
import { type Sources, SourceUnavailable } from '@camfleet/sources';
import pLimit from 'p-limit';
import type { ApiDependencies } from '../api-dependencies.js';
import { createLru } from '../outcomes/lru.js';
import { Refusal } from '../refusal.js';

interface PictureFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export interface PictureReader {
  /** The file as it lies there. Throws the Refusal 'picture-unavailable'. */
  whole(run: RunRequest, uri: string): Promise<PictureFile>;
  /** At most so many pixels wide, as a JPEG; remembered. Throws the Refusal 'picture-unavailable'. */
  thumbnail(run: RunRequest, uri: string, width: number): Promise<PictureFile>;
  /** RGB and opaque, squashed to this size. Throws the Refusal 'picture-unavailable'. */
  pixels(run: RunRequest, uri: string, size: DecodeInput): Promise<Uint8ClampedArray>;
}

/** Of all thumbnails that are remembered. */
const thumbnailBytesMax = 64 * 1024 * 1024;
/** Pictures fetched, and made small or decoded, at a time: all of each is in memory meanwhile. */
const lanes = 4;

export function createPictureReader({
  sources,
  decode,
  stopping,
}: Pick<ApiDependencies, 'decode' | 'stopping'> & {
  readonly sources: Pick<Sources, 'open'>;
}): PictureReader {
  const lane = pLimit(lanes);
  const thumbnails = createLru<Promise<PictureFile>>(thumbnailBytesMax, () => 0);

  async function fetch({ manifest }: RunRequest, uri: string): Promise<Uint8Array> {
    const bytes = await sources.open(uri, manifest.base, stopping).catch((error: unknown) => {
      if (!(error instanceof SourceUnavailable)) throw error;
      throw new Refusal('picture-unavailable', error.message, { cause: error });
    });
    return orRefuse(bytes);
  }

  async function shrink(run: RunRequest, uri: string, width: number): Promise<PictureFile> {
    const { exif, colour } = run.parameters;
    const bytes = orRefuse(await makeThumbnail(await fetch(run, uri), width, { exif, colour }));
    return { bytes, mediaType: 'image/jpeg' };
  }

  return {
    pixels: (run, uri, size) =>
      lane(async () => {
        const { exif, colour } = run.parameters;
        const { pixels } = orRefuse(await decode(await fetch(run, uri), size, { exif, colour }));
        return new Uint8ClampedArray(pixels.buffer);
      }),
    whole: (run, uri) =>
      lane(async () => {
        const bytes = await fetch(run, uri);
        return { bytes, mediaType: orRefuse(pictureMediaType(bytes)) };
      }),
    thumbnail: async (run, uri, width) => {
      const { exif, colour } = run.parameters;
      const key = JSON.stringify([run.tenant, run.manifest.base, uri, width, exif, colour]);
      const made = await thumbnails.remember(key, () => lane(() => shrink(run, uri, width)));
      thumbnails.weigh(key, made.bytes.length);
      return made;
    },
  };
}

function orRefuse<T extends object | string>(result: T | Failure): T {
  if (typeof result === 'object' && isFailure(result)) {
    throw new Refusal('picture-unavailable', `The picture cannot be shown: ${result.message}`);
  }
  return result as T;
}
