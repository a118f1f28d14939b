/** Boxes over a picture: true ones solid with corners, found ones dashed; each on a dark line, so that any picture shows them. */
import type { Box } from '@camfleet/cam';
import { boxPath, cornerPath } from './box-outlines.js';

interface BoxLayerProps {
  readonly truth: readonly Box[];
  /** True boxes of other classes than the one that is shown: thin, and without corners. */
  readonly otherTruth?: readonly Box[];
  /** The primary one first; the others are drawn thin. */
  readonly found: readonly Box[];
  /** Whether the primary one is in place; null where nobody knows. */
  readonly isRight: boolean | null;
  readonly width: number;
  readonly height: number;
  /** Pixels of the picture to one of the screen. */
  readonly scale: number;
}

/** Length of a true box's corners on the screen, in CSS pixels, and as a share of a small picture's shorter side. */
const tickMax = 12;
const tickShare = 0.06;

export function BoxLayer({ truth, otherTruth = [], found, isRight, width, height, scale }: BoxLayerProps) {
  const [primary, ...others] = found;
  const tick = Math.min(tickMax * scale, tickShare * Math.min(width, height));
  return (
    <svg class="boxes" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {otherTruth.map((box) => (
        <g key={box.join()} class="truth other">
          <path class="under" d={boxPath(box)} />
          <path d={boxPath(box)} />
        </g>
      ))}
      {truth.map((box) => (
        <g key={box.join()} class="truth" data-box={box.join()}>
          <path class="under" d={boxPath(box)} />
          <path class="under corner" d={cornerPath(box, tick)} />
          <path d={boxPath(box)} />
          <path class="corner" d={cornerPath(box, tick)} />
        </g>
      ))}
      {others.map((box) => (
        <g key={box.join()} class="found other">
          <path class="under" d={boxPath(box)} />
          <path d={boxPath(box)} />
        </g>
      ))}
      {primary !== undefined && (
        <g class={`found ${isRight === true ? 'right' : ''}`} data-box={primary.join()}>
          <path class="under" d={boxPath(primary)} />
          <path d={boxPath(primary)} />
        </g>
      )}
    </svg>
  );
}
