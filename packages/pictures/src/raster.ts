/** A picture as numbers: what everything here draws on. */

/** RGB, [height, width, 3], row-major; what is written is clamped to 0..255. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

/** Red, green and blue, 0..255. */
export type Colour = readonly [number, number, number];

export function createRaster(width: number, height: number): Raster {
  return { width, height, pixels: new Uint8ClampedArray(3 * width * height) };
}

/** Lays `colour` over the pixel that begins at `at` with the given opacity, 0..1. */
export function blend(pixels: Uint8ClampedArray, at: number, colour: Colour, opacity: number): void {
  for (let channel = 0; channel < 3; channel += 1) {
    const below = pixels[at + channel]!;
    pixels[at + channel] = below + (colour[channel]! - below) * opacity;
  }
}
