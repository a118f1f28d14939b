/** How stored pixels become the network's input: part, scale and orientation in one resize. */
import type { InputArea } from '@camfleet/contracts';
import { type Axis, type AxisTaps, axisTaps, mirrorTaps } from './axis-taps.js';
import { type Orientation, orientationOf } from './orientation.js';
import type { Size } from './size.js';

export interface ResizeRequest {
  /** Of the pixels as stored. */
  readonly stored: Size;
  /** As EXIF numbers them. */
  readonly orientation: number;
  /** What is shown, in pixels of the oriented picture. */
  readonly area: InputArea;
  readonly input: Size;
}

export interface ResizePlan {
  readonly input: Size;
  readonly orientation: Orientation;
  /** Along the stored rows and along the stored columns. */
  readonly across: AxisTaps;
  readonly down: AxisTaps;
}

/**
 * Orienting comes first in the definition but last in the work: weights are computed for the oriented picture, then
 * turned round for the stored one, so that the result is the same to the bit and only the small picture is turned.
 */
export function resizePlan({ stored, orientation: value, area, input }: ResizeRequest): ResizePlan {
  const orientation = orientationOf(value);
  const { swap, mirrorColumns, mirrorRows } = orientation;
  const x = { origin: area.left, scale: area.width / input.width, to: input.width };
  const y = { origin: area.top, scale: area.height / input.height, to: input.height };
  return {
    input,
    orientation,
    across: taps({ from: stored.width, ...(swap ? y : x) }, mirrorColumns),
    down: taps({ from: stored.height, ...(swap ? x : y) }, mirrorRows),
  };
}

/**
 * The sides of a picture, and of one turned round: many of a data set share them. Where all differ, what was kept for longer
 * would grow old before it is dropped, and a thread's old garbage is collected rarely.
 */
const cacheEntries = 4;
const cache = new Map<string, AxisTaps>();

function taps(axis: Axis, mirror: boolean): AxisTaps {
  const key = `${axis.from} ${axis.origin} ${axis.scale} ${axis.to} ${mirror}`;
  const known = cache.get(key);
  cache.delete(key);
  const made = known ?? (mirror ? mirrorTaps(axisTaps(axis), axis.from) : axisTaps(axis));
  cache.set(key, made);
  for (const oldest of cache.keys()) {
    if (cache.size <= cacheEntries) break;
    cache.delete(oldest);
  }
  return made;
}
