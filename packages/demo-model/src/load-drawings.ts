/** Families of drawings as pixels, ready for scenes. */
import { createDrawing, type Drawing } from '@camfleet/pictures';
import { objectClasses } from './object-classes.js';
import { type Family, readFamily } from './read-family.js';

/** Side of a rasterised drawing in pixels; no object of a scene is much larger. */
const drawingSide = 256;

/** By class, in the order of `objectClasses`. `rasterise`, owned by another package, gives straight RGBA of each SVG. */
export async function loadDrawings(
  names: readonly Family[],
  rasterise: (drawings: readonly string[], side: number) => Promise<Uint8Array[]>,
): Promise<Drawing[][]> {
  const labelled = (await Promise.all(names.map((name) => readFamily(name, drawingSide)))).flat();
  const pixels = await rasterise(
    labelled.map(({ svg }) => svg),
    drawingSide,
  );
  const drawings = labelled.map(({ label }, index) => createDrawing(label, pixels[index]!, drawingSide));
  return objectClasses.map((_, label) => drawings.filter((drawing) => drawing.label === label));
}
