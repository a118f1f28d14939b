/** The plain definition, pixel by pixel: slow, and simple enough to be believed. */

import type { Box, Component, Connectivity } from '../src/index.js';

function place(x: number, n: number, size: number): { i: number; j: number; f: number } {
  const s = Math.min(Math.max(((x + 0.5) * n) / size - 0.5, 0), n - 1);
  const i = Math.min(Math.floor(s), Math.max(n - 2, 0));
  return { i, j: Math.min(i + 1, n - 1), f: s - i };
}

/** The interpolated image, [height, width]. */
export function denseImage(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
): Float64Array {
  const image = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = place(y, h, height);
    for (let x = 0; x < width; x++) {
      const column = place(x, w, width);
      const down = (c: number) => map[row.i * w + c]! + (map[row.j * w + c]! - map[row.i * w + c]!) * row.f;
      const [a, b] = [down(column.i), down(column.j)];
      image[y * width + x] = a + (b - a) * column.f;
    }
  }
  return image;
}

export const denseMax = (image: Float64Array): number =>
  image.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);

/** Flood fill over every pixel; components in raster order of their first pixels. */
export function denseComponents(
  image: Float64Array,
  width: number,
  height: number,
  threshold: number,
  connectivity: Connectivity,
): Component[] {
  const open = Uint8Array.from(image, (value) => (value >= threshold ? 1 : 0));
  const found: Component[] = [];
  for (let first = 0; first < open.length; first++) {
    if (open[first] === 0) continue;
    open[first] = 0;
    const stack = [first];
    let pixels = 0;
    let box: Box = [width, height, 0, 0];
    while (stack.length > 0) {
      const at = stack.pop()!;
      const [x, y] = [at % width, Math.floor(at / width)];
      pixels++;
      box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x + 1), Math.max(box[3], y + 1)];
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          if (connectivity === 4 && dx !== 0 && dy !== 0) continue;
          const [nx, ny] = [x + dx, y + dy];
          if (nx < 0 || ny < 0 || nx >= width || ny >= height || open[ny * width + nx] === 0) continue;
          open[ny * width + nx] = 0;
          stack.push(ny * width + nx);
        }
    }
    found.push({ pixels, box, first });
  }
  return found;
}
