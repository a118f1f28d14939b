/** Which samples are decoded. libvips reads many more from a TIFF, of which no picture in eight bits would come out. */
import { type Failure, failure } from '@camfleet/contracts';
import type { PictureKind } from './picture-kind.js';

/** From the header, in sharp's names. */
export interface SampleLayout {
  readonly space: string;
  readonly channels: number;
  readonly depth: string;
}

/** Channels at most, with one of transparency where it is understood, and types of samples. */
const layouts = new Map<string, readonly [number, ...string[]]>([
  ['b-w', [2, 'uchar']],
  ['grey16', [2, 'ushort']],
  ['srgb', [4, 'uchar']],
  ['rgb16', [4, 'ushort']],
  ['scrgb', [4, 'float']],
  ['cmyk', [5, 'uchar', 'ushort']],
  ['labs', [3, 'short']],
]);

/** Why a picture of this layout is not decoded, or null. `convert`: whether profiles are applied. */
export function unsupportedSamples(
  kind: PictureKind,
  { space, channels, depth }: SampleLayout,
  convert: boolean,
): Failure | null {
  const [channelsMax, ...depths] = layouts.get(space) ?? [0];
  // The plain formula is one of eight bits.
  const deepInks = space === 'cmyk' && depth === 'ushort' && !convert;
  if (channels <= channelsMax && depths.includes(depth) && !deepInks) return null;
  return failure(
    'image-unsupported',
    `The ${kind} picture cannot be decoded: ${channels} channels of ${depth} in ${space} are not supported.`,
  );
}
