/** Pictures at another size, and one laid into another. */
import { createRaster, type Raster } from './raster.js';

/** Each new pixel is the mean of the old ones that it covers; for sizes at most the old ones. */
export function shrink(picture: Raster, width: number, height: number): Raster {
  const raster = createRaster(width, height);
  const edge = (index: number, count: number, size: number) => Math.round((index * size) / count);
  for (let y = 0, at = 0; y < height; y += 1) {
    const [top, bottom] = [edge(y, height, picture.height), edge(y + 1, height, picture.height)];
    for (let x = 0; x < width; x += 1, at += 3) {
      const [left, right] = [edge(x, width, picture.width), edge(x + 1, width, picture.width)];
      const sums = [0, 0, 0];
      for (let row = top; row < bottom; row += 1) {
        for (let column = left; column < right; column += 1) {
          const from = 3 * (row * picture.width + column);
          for (let channel = 0; channel < 3; channel += 1) sums[channel]! += picture.pixels[from + channel]!;
        }
      }
      const count = (bottom - top) * (right - left);
      for (let channel = 0; channel < 3; channel += 1) raster.pixels[at + channel] = sums[channel]! / count;
    }
  }
  return raster;
}

/** Lays a picture over another at (x, y); it must fit. */
export function lay(over: Raster, picture: Raster, x: number, y: number): void {
  for (let row = 0; row < picture.height; row += 1) {
    const line = picture.pixels.subarray(3 * row * picture.width, 3 * (row + 1) * picture.width);
    over.pixels.set(line, 3 * ((y + row) * over.width + x));
  }
}
