/** Drawings for tests: shapes whose pixels are known. */
import { createDrawing, type Drawing } from '../src/drawing.js';
import { colourMatrix } from '../src/hue.js';
import type { Placed } from '../src/placed.js';

/** Red where `opaque` says so, in units of the side; elsewhere nothing. */
export function drawing(label: number, opaque: (x: number, y: number) => boolean, side = 64): Drawing {
  const rgba = new Uint8Array(4 * side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      if (opaque((x + 0.5) / side, (y + 0.5) / side)) rgba.set([255, 0, 0, 255], 4 * (y * side + x));
    }
  }
  return createDrawing(label, rgba, side);
}

export const square = (label: number) => drawing(label, () => true);

/** Upright, as it was drawn, at the place and size given. */
export function placed(own: Pick<Placed, 'drawing' | 'x' | 'y' | 'size'> & Partial<Placed>): Placed {
  return { angle: 0, stretch: 1, mirrored: false, colours: colourMatrix(0, 1, 1), ...own };
}
