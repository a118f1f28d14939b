/** One class's map as a picture: alone, and over the picture that it is of, with boxes. */
import type { Box } from '@camfleet/cam';
import { heatOf, heatOver, mapSampler, type RawMap } from './heat.js';
import { type Line, outline } from './outline.js';
import { createRaster, type Raster } from './raster.js';

/** The colours of the map, interpolated as boxes are drawn from it. */
export function heatAlone(map: RawMap, width: number, height: number): Raster {
  const raster = createRaster(width, height);
  const share = mapSampler(map, width, height);
  for (let y = 0, at = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1, at += 3) raster.pixels.set(heatOf(share(x, y)).colour, at);
  return raster;
}

export interface Overlay {
  readonly picture: Raster;
  readonly map: RawMap;
  /** What of the picture the map shows, in pixels of it; it may reach beyond. */
  readonly area: Box;
  /** Drawn without gaps; null where there is none. */
  readonly found: Box | null;
  /** Dashed. */
  readonly truths: readonly Box[];
}

const truthLine: Line = { colour: [255, 255, 255], dash: 6 };
const foundLine: Line = { colour: [255, 220, 60], dash: null };

export function overlay({ picture, map, area, found, truths }: Overlay): Raster {
  const heat = heatOver(picture, map, area);
  for (const truth of truths) outline(heat, whole(truth), truthLine);
  if (found !== null) outline(heat, whole(found), foundLine);
  return heat;
}

/** Lines lie on whole pixels. */
function whole([x0, y0, x1, y1]: Box): Box {
  return [Math.round(x0), Math.round(y0), Math.round(x1), Math.round(y1)];
}
