/** Everything a policy draws for one image, from the maps as they are stored: so that drawing again gives the same. */
import { type BoxPolicy, drawInView, fromHalf, guessBoxes, type View } from '@camfleet/cam';
import type { Box, Guess, OkOutcome } from '@camfleet/contracts';

/** What boxes are drawn from: classes, the top k first, and their rounded maps. */
export type StoredMaps = Pick<OkOutcome, 'classes' | 'maps' | 'mapHeight' | 'mapWidth' | 'width' | 'height'>;

export interface Drawn {
  /** The primary box of each class. */
  readonly boxes: readonly (Box | null)[];
  readonly guesses: readonly Guess[];
}

/** `view`: what of the image the maps show. */
export function drawAll(image: StoredMaps, view: View, topK: number, policy: BoxPolicy): Drawn {
  const { classes, mapHeight, mapWidth } = image;
  const drawn = mapsOf(image).map((map) => drawInView(map, mapHeight, mapWidth, view, image, policy));
  const byClass = new Map(classes.map((label, i) => [label, drawn[i]!]));
  return {
    boxes: drawn.map(([primary]) => primary ?? null),
    guesses: guessBoxes(policy, classes.slice(0, topK), byClass),
  };
}

/** Each class's map, [mapHeight, mapWidth]. */
export function mapsOf({ classes, maps, mapHeight, mapWidth }: StoredMaps): Float32Array[] {
  const cells = mapHeight * mapWidth;
  const values = fromHalf(maps);
  return classes.map((_, i) => values.subarray(i * cells, (i + 1) * cells));
}
