/** Pictures of every kind by way of libvips: header, then RGB. */
import { type Failure, failure, isFailure } from '@camfleet/contracts';
import { cmykToRgb } from './cmyk-to-rgb.js';
import { decodeFailure, isForgivable } from './decode-failures.js';
import { alone, amongOthers } from './decode-lanes.js';
import { sharp } from './libvips.js';
import type { PictureKind } from './picture-kind.js';
import type { PixelRoom } from './pixel-room.js';
import type { ReadingPlan } from './reading-plan.js';
import { unsupportedSamples } from './sample-layout.js';
import type { Size } from './size.js';

export interface LibvipsSettings {
  /** Whether the picture is turned as EXIF says. */
  readonly orient: boolean;
  /** Whether profiles are applied. */
  readonly convert: boolean;
  readonly secondsMax: number;
  /** What is read of a picture of this size; or why it is not read at all. */
  plan(size: Size): ReadingPlan | Failure;
  /** Some kinds are whole in memory while they are read, whatever is made of them. */
  readonly inRoom: PixelRoom;
}

export interface LibvipsPixels {
  /** The picture's own size; oriented where that is asked for. */
  readonly size: Size;
  readonly plan: ReadingPlan;
  /** RGB [plan.read.height, plan.read.width, 3]. */
  readonly pixels: Uint8Array;
}

/** The first frame on white. */
export async function readLibvipsPixels(
  bytes: Uint8Array,
  kind: PictureKind,
  settings: LibvipsSettings,
): Promise<LibvipsPixels | Failure> {
  const { inRoom, secondsMax } = settings;
  const header = await certainly(secondsMax, () => readHeader(bytes, kind, settings));
  if (isFailure(header)) return header;
  const { size, unsupported } = header;
  if (unsupported !== null) return unsupported;
  const plan = settings.plan(size);
  if (isFailure(plan)) return plan;
  const reading = { ...settings, ...header, ...plan };
  const pixels = await inRoom(size, () =>
    certainly(secondsMax, (mood) => readPixels(bytes, kind, { ...reading, mood })),
  );
  if (isFailure(pixels)) return pixels;
  if (pixels.length === plan.read.width * plan.read.height * 3) return { size, plan, pixels };
  return failure('image-unsupported', `The ${kind} picture cannot be decoded: it is not RGB of its size.`);
}

/** Whether flaws that change no pixel may be looked past. */
type Mood = 'strict' | 'forgiving';

/**
 * What `task` comes to, and why. libvips keeps what went wrong in one place for the whole process, where pictures that are
 * decoded at the same time overwrite each other's words: that a picture failed is certain, why it did is found out while no
 * other is decoded. Only that time is up, the clock here says as well.
 */
async function certainly<T extends object>(
  secondsMax: number,
  task: (mood: Mood) => Promise<T | Failure>,
): Promise<T | Failure> {
  const { result, late } = await amongOthers(async () => {
    const began = performance.now();
    const result = await task('strict');
    return { result, late: performance.now() - began >= secondsMax * 1_000 };
  });
  if (!isFailure(result) || (late && result.code === 'image-timeout')) return result;
  return alone(() => task('forgiving'));
}

interface Header {
  readonly size: Size;
  /** As sharp names it. */
  readonly space: string;
  readonly hasProfile: boolean;
  /** Why its samples are not understood; null where they are. */
  readonly unsupported: Failure | null;
}

/** From the header alone. */
async function readHeader(
  bytes: Uint8Array,
  kind: PictureKind,
  { orient, convert }: LibvipsSettings,
): Promise<Header | Failure> {
  try {
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { autoOrient, width, height, space, hasProfile } = metadata;
    const size = orient ? { width: autoOrient.width, height: autoOrient.height } : { width, height };
    return { size, space, hasProfile, unsupported: unsupportedSamples(kind, metadata, convert) };
  } catch (error) {
    return decodeFailure(error, bytes, kind);
  }
}

interface Reading extends LibvipsSettings, Header, ReadingPlan {
  readonly mood: Mood;
}

/** Tried strictly first; `failOn` is what libvips gives up at. */
async function readPixels(
  bytes: Uint8Array,
  kind: PictureKind,
  reading: Reading,
  // In other kinds warnings are about tags and profiles; their decoders report damaged pixels as errors.
  failOn: 'warning' | 'error' = kind === 'JPEG' ? 'warning' : 'error',
): Promise<Uint8Array | Failure> {
  try {
    return await run(bytes, reading, failOn);
  } catch (error) {
    if (reading.mood === 'forgiving' && failOn === 'warning' && isForgivable(error))
      return readPixels(bytes, kind, reading, 'error');
    return decodeFailure(error, bytes, kind);
  }
}

/**
 * Where a picture of sixteen bits a sample comes down to eight before its profile is applied: else sharp takes colours to
 * Display P3 and leaves them there, and leaves grey as it is.
 */
const eightBits = new Map([
  ['rgb16', 'srgb'],
  ['grey16', 'b-w'],
]);

/** Throws what sharp throws. */
async function run(
  bytes: Uint8Array,
  { orient, convert, secondsMax, space, hasProfile, size, part, read }: Reading,
  failOn: 'warning' | 'error',
): Promise<Uint8Array> {
  const inks = space === 'cmyk' && !convert;
  const picture = sharp(bytes, { failOn, limitInputPixels: false, ignoreIcc: !convert });
  if (orient) picture.autoOrient();
  if (convert && hasProfile && eightBits.has(space)) picture.pipelineColourspace(eightBits.get(space));
  // Pillow drops transparency of inks, too.
  if (inks) picture.pipelineColourspace('cmyk').toColourspace('cmyk').removeAlpha();
  else picture.toColourspace('srgb').flatten({ background: '#ffffff' });
  if (part.width < size.width || part.height < size.height) picture.extract(part);
  if (read.width < part.width || read.height < part.height)
    picture.resize({ ...read, fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false });
  const values = await picture.timeout({ seconds: secondsMax }).raw({ depth: 'uchar' }).toBuffer();
  return inks ? cmykToRgb(values) : values;
}
