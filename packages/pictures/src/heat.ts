/** Heat maps: a class's map as colours over the picture that it is of. */
import { axis, type Box } from '@camfleet/cam';
import { blend, type Colour, createRaster, type Raster } from './raster.js';

/** A map, [height, width], raw. */
export interface RawMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Stops of the scale from the threshold of nothing to the maximum; what lies between is mixed. */
const stops: readonly Colour[] = [
  [24, 32, 92],
  [30, 120, 190],
  [60, 190, 120],
  [250, 210, 60],
  [225, 45, 30],
];

/**
 * The picture in grey, and over it the map: interpolated as boxes are drawn from it, as a share of its own maximum. What
 * is negative shows as nothing, a map that is nowhere positive as a plain grey picture. `area`: what of the picture the
 * map shows, in whole pixels of it; all of it where nothing is said.
 */
export function heatOver(
  picture: Raster,
  map: RawMap,
  [left, top, right, bottom]: Box = [0, 0, picture.width, picture.height],
): Raster {
  const { width, height } = picture;
  const raster = createRaster(width, height);
  const share = mapSampler(map, right - left, bottom - top);
  const isShown = (x: number, y: number) => x >= left && y >= top && x < right && y < bottom;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const [red, green, blue] = [picture.pixels[at]!, picture.pixels[at + 1]!, picture.pixels[at + 2]!];
      const grey = 0.3 * red + 0.59 * green + 0.11 * blue;
      raster.pixels.fill(0.75 * grey + 30, at, at + 3);
      if (!isShown(x, y)) continue;
      const { colour, opacity } = heatOf(share(x - left, y - top));
      blend(raster.pixels, at, colour, opacity);
    }
  }
  return raster;
}

/** The colour of a share 0..1 of the maximum, and how much it covers what lies beneath: 0..1. */
export function heatOf(heat: number): { readonly colour: Colour; readonly opacity: number } {
  const place = Math.min(1, heat) * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  const [from, to] = [stops[index]!, stops[index + 1]!];
  const mix = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * (place - index);
  return { colour: [mix(0), mix(1), mix(2)], opacity: 0.15 + 0.55 * Math.min(1, heat) };
}

/** The share 0..1 of the map's maximum at a pixel, by the one definition of interpolation that boxes follow too. */
export function mapSampler(map: RawMap, width: number, height: number): (x: number, y: number) => number {
  const most = map.values.reduce((most, value) => Math.max(most, value), 0);
  if (most === 0) return () => 0;
  const across = cellsOf(map.width, width);
  const down = cellsOf(map.height, height);
  return (x, y) => {
    const [left, right, east] = across[x]!;
    const [top, bottom, south] = down[y]!;
    const value = (row: number, column: number) => map.values[row * map.width + column]!;
    const first = value(top, left) + (value(bottom, left) - value(top, left)) * south;
    const second = value(top, right) + (value(bottom, right) - value(top, right)) * south;
    return Math.max(0, first + (second - first) * east) / most;
  };
}

/** Of each pixel: the sample before it, the one after it, and how far it is on the way. */
function cellsOf(samples: number, size: number): [number, number, number][] {
  const { start, fraction } = axis(samples, size);
  return Array.from(fraction, (share, pixel) => {
    const cell = start.findLastIndex((first, index) => index < start.length - 1 && first <= pixel);
    return [cell, Math.min(cell + 1, samples - 1), share];
  });
}
