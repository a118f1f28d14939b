/** What can be seen of each object of a scene, and its box. */
import type { Box } from '@camfleet/cam';
import { lookupOf, type Placed, sampleAt, visitPixels } from './placed.js';

export interface SceneObject {
  readonly label: number;
  /** Tight around the pixels of the object that can be seen, half-open. */
  readonly box: Box;
  /** How much of the object can be seen, 0..1; the rest is behind others or outside the picture. */
  readonly visible: number;
}

/**
 * A pixel shows the front one of the objects that are at least half opaque there.
 *
 * @param placed from back to front
 */
export function visibleObjects(placed: readonly Placed[], width: number, height: number): SceneObject[] {
  const { owner, pixels } = ownersOf(placed, width, height);
  const parts = placed.map(() => ({ left: width, top: height, right: 0, bottom: 0, pixels: 0 }));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const index = owner[y * width + x]!;
      if (index < 0) continue;
      const part = parts[index]!;
      part.left = Math.min(part.left, x);
      part.right = Math.max(part.right, x + 1);
      part.top = Math.min(part.top, y);
      part.bottom = y + 1;
      part.pixels += 1;
    }
  }
  return parts.map(({ left, top, right, bottom, pixels: seen }, index) => ({
    label: placed[index]!.drawing.label,
    box: [left, top, right, bottom],
    visible: seen / pixels[index]!,
  }));
}

/** Which object each pixel shows, -1 for none; and how many pixels each would have if it stood alone and whole. */
function ownersOf(placed: readonly Placed[], width: number, height: number) {
  const owner = new Int8Array(width * height).fill(-1);
  const pixels = placed.map((one, index) => {
    const lookup = lookupOf(one);
    let count = 0;
    visitPixels(lookup, (x, y, u, v) => {
      if (sampleAt(lookup.level, u, v, 3) < 127.5) return;
      count += 1;
      if (x >= 0 && y >= 0 && x < width && y < height) owner[y * width + x] = index;
    });
    return count;
  });
  return { owner, pixels };
}
