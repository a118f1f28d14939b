/** How stored pixels become the network's input: part, scale and orientation in one resize. */
import type { InputArea } from '@camfleet/contracts';
import { type AxisTaps, createTaps } from './axis-taps.js';
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

const acrossOf = createTaps();
const downOf = createTaps();

/**
 * The plan of one picture, good until the next one's is made.
 *
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
    across: acrossOf({ from: stored.width, ...(swap ? y : x) }, mirrorColumns),
    down: downOf({ from: stored.height, ...(swap ? x : y) }, mirrorRows),
  };
}
