/** Decode: the bytes of an image file to the RGB pixels that a model takes. */
import {
  type Failure,
  failure,
  type InputArea,
  inputArea,
  isFailure,
  limits,
  type Preprocessing,
  type RunRequest,
} from '@camfleet/contracts';
import { Semaphore } from 'async-mutex';
import { readJpegHeader } from './jpeg-header.js';
import { hasJpegTurbo } from './jpeg-turbo.js';
import { readLibvipsPixels } from './libvips-pixels.js';
import { type PictureKind, pictureKind } from './picture-kind.js';
import { type PictureThreads, startPictureThreads } from './picture-threads.js';
import { createPixelRoom, type PixelRoom } from './pixel-room.js';
import { areaRead, readingPlan } from './reading-plan.js';

export interface DecodedImage {
  /** The picture's own size in pixels; oriented, unless `exif` is `ignore`. */
  readonly width: number;
  readonly height: number;
  /** What part of it the pixels show. */
  readonly area: InputArea;
  /** RGB, [input.height, input.width, 3], in memory of its own. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** How pixels are read is a run's choice: see RunRequest. */
export type DecodeOptions = Partial<Pick<RunRequest['parameters'], 'exif' | 'colour'>> & {
  /** Pixels of a picture above which it is refused unread. */
  readonly pixelsMax?: number;
  /** Whole seconds; looked at whenever some rows of the result are done, so that it may take somewhat longer. */
  readonly secondsMax?: number;
};

/** Width and height, and how a picture is fitted into them: squashed where nothing is said. */
export type DecodeInput = Pick<Preprocessing, 'width' | 'height'> &
  Partial<Pick<Preprocessing, 'resize' | 'cropShare'>>;

export interface Decoder {
  /** Whether JPEGs have a decoder of their own on this platform; else libvips decodes them, like all other kinds. */
  readonly fastJpeg: boolean;
  /**
   * The first frame in 8-bit RGB, fitted to the input by antialiased bilinear: what Pillow's resize makes of the same
   * pixels, to the bit, up to `limits.exactPixelsMax`. Transparency is laid on white: cut-outs are made for a white
   * page, and the colours below full transparency are arbitrary. A picture that cannot be decoded is a Failure; only a
   * lack of memory or threads throws. The bytes are left as they are.
   */
  decode(bytes: Uint8Array, input: DecodeInput, options?: DecodeOptions): Promise<DecodedImage | Failure>;
  /** Pixels that nobody looks at any more: their memory is used for another picture. */
  giveBack(pixels: DecodedImage['pixels']): void;
  /** Ends the threads; to be called when nothing is being decoded any more. */
  close(): Promise<void>;
}

/**
 * A decoder with that many threads of its own, at least 1; JPEGs are decoded and all pictures are resized there. Pictures
 * that come from libvips, at most `limits.exactPixelsMax` each or what a larger input needs, are held for two a thread and
 * two more; it reads `limits.imagePixelsMax` at a time, in one picture or in many.
 */
export function createDecoder({ threads: count }: { readonly threads: number }): Decoder {
  const pool = {
    threads: startPictureThreads(count),
    whole: new Semaphore(2 * count + 2),
    inRoom: createPixelRoom(limits.imagePixelsMax),
  };
  return {
    fastJpeg: hasJpegTurbo,
    decode: (bytes, input, options = {}) => decodeWith(pool, bytes, input, options),
    giveBack: pool.threads.giveBack,
    close: pool.threads.close,
  };
}

interface Pool {
  readonly threads: PictureThreads;
  /** Who may hold a whole picture on its way to a thread. */
  readonly whole: Semaphore;
  readonly inRoom: PixelRoom;
}

async function decodeWith(
  pool: Pool,
  bytes: Uint8Array,
  input: DecodeInput,
  options: DecodeOptions,
): Promise<DecodedImage | Failure> {
  const kind = pictureKind(bytes);
  if (typeof kind !== 'string') return kind;
  // What the fast decoder finds wrong with a JPEG it does not say: libvips decides, and finds the words.
  const fast = kind === 'JPEG' ? await decodeJpeg(pool.threads, bytes, input, options) : null;
  return fast ?? pool.whole.runExclusive(() => decodeAny(pool, bytes, kind, input, options));
}

/** Null where this is not the way. */
async function decodeJpeg(
  threads: PictureThreads,
  bytes: Uint8Array,
  input: DecodeInput,
  { exif, colour, pixelsMax = limits.imagePixelsMax }: DecodeOptions,
): Promise<DecodedImage | null> {
  const header = hasJpegTurbo ? readJpegHeader(bytes) : null;
  if (header === null || header.width * header.height > Math.min(pixelsMax, limits.exactPixelsMax))
    return null;
  const orientation = exif === 'ignore' ? 1 : header.orientation;
  if (orientation === null || !(header.srgb || colour === 'stored')) return null;
  const { width, height } = orientation >= 5 ? { width: header.height, height: header.width } : header;
  const area = inputArea({ width, height }, input, input);
  const pixels = await threads.run({
    kind: 'jpeg',
    bytes,
    stored: { width: header.width, height: header.height },
    orientation,
    area,
    input: { width: input.width, height: input.height },
  });
  return pixels && { width, height, area, pixels };
}

async function decodeAny(
  { threads, inRoom }: Pool,
  bytes: Uint8Array,
  kind: PictureKind,
  input: DecodeInput,
  { exif, colour, pixelsMax = limits.imagePixelsMax, secondsMax = limits.decodeSecondsMax }: DecodeOptions,
): Promise<DecodedImage | Failure> {
  const picture = await readLibvipsPixels(bytes, kind, {
    orient: exif !== 'ignore',
    convert: colour !== 'stored',
    secondsMax,
    inRoom,
    plan: (size) => {
      if (size.width * size.height <= pixelsMax)
        return readingPlan(size, inputArea(size, input, input), input);
      return failure(
        'image-too-large',
        `The picture has ${size.width} × ${size.height} pixels; ${pixelsMax} are decoded at most.`,
      );
    },
  });
  if (isFailure(picture)) return picture;
  const { size, plan } = picture;
  const area = inputArea(size, input, input);
  const pixels = await threads.run({
    kind: 'rgb',
    bytes: picture.pixels,
    stored: plan.read,
    orientation: 1,
    area: areaRead(area, plan),
    input: { width: input.width, height: input.height },
  });
  return { ...size, area, pixels: pixels! };
}
