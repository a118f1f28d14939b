/** Boxes drawn on pictures, told apart by line as well as by colour. */
import type { Box } from '@camfleet/cam';
import type { Colour, Raster } from './raster.js';

export interface Line {
  readonly colour: Colour;
  /** Length of a dash and of the gap after it, in pixels; null for a line without gaps. */
  readonly dash: number | null;
}

const dark: Colour = [0, 0, 0];

/** Two pixels wide with a dark rim, inside the box; what lies outside the picture is left out. */
export function outline(raster: Raster, [x0, y0, x1, y1]: Box, { colour, dash }: Line): void {
  const shown = (along: number) => dash === null || along % (2 * dash) < dash;
  for (let inset = 0; inset < 4; inset += 1) {
    const own = inset === 0 || inset === 3 ? dark : colour;
    const [left, top, right, bottom] = [x0 + inset, y0 + inset, x1 - 1 - inset, y1 - 1 - inset];
    for (let x = left; x <= right; x += 1) {
      if (!shown(x - x0)) continue;
      setPixel(raster, x, top, own);
      setPixel(raster, x, bottom, own);
    }
    for (let y = top; y <= bottom; y += 1) {
      if (!shown(y - y0)) continue;
      setPixel(raster, left, y, own);
      setPixel(raster, right, y, own);
    }
  }
}

export function setPixel({ width, height, pixels }: Raster, x: number, y: number, colour: Colour): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  pixels.set(colour, 3 * (y * width + x));
}
