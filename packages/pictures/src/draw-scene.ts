/** Draws a scene: a picture whose objects and their boxes are known exactly. */
import { arrange } from './arrange.js';
import { paintClutter } from './clutter.js';
import type { Drawing } from './drawing.js';
import { lookupOf, type Placed, sampleAt, visitPixels } from './placed.js';
import { createRandom, type Random } from './random.js';
import { createRaster, type Raster } from './raster.js';
import { type SceneObject, visibleObjects } from './visible-objects.js';

export interface Scene extends Raster {
  readonly objects: readonly SceneObject[];
}

const shapes = [
  [320, 240],
  [240, 320],
  [280, 280],
] as const;
/** An object of which less can be seen makes the scene unfair, and it is arranged anew. */
const visibleLeast = 0.5;

/**
 * The scene of this seed: 320 x 240, 240 x 320 or 280 x 280 pixels, one to four objects of different classes, each at a
 * size, turn, colour and place of its own, on clutter. A pixel shows an object where the object is the front one that is
 * at least half opaque there.
 *
 * @param drawings by class, at least one of each
 */
export function drawScene(seed: number, drawings: readonly (readonly Drawing[])[]): Scene {
  const random = createRandom(seed);
  const [width, height] = random.pick(shapes);
  let placed: Placed[];
  let objects: SceneObject[];
  do {
    placed = arrange(drawings, width, height, random);
    objects = visibleObjects(placed, width, height);
  } while (objects.some(({ visible }) => visible < visibleLeast));
  const raster = createRaster(width, height);
  paintClutter(raster, random);
  for (const one of placed) paintObject(raster, one);
  paintLight(raster, random);
  return { ...raster, objects };
}

function paintObject({ width, height, pixels }: Raster, placed: Placed): void {
  const matrix = placed.colours;
  const lookup = lookupOf(placed);
  const { level } = lookup;
  visitPixels(lookup, (x, y, u, v) => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    const alpha = sampleAt(level, u, v, 3);
    if (alpha === 0) return;
    const red = sampleAt(level, u, v, 0);
    const green = sampleAt(level, u, v, 1);
    const blue = sampleAt(level, u, v, 2);
    const at = 3 * (y * width + x);
    for (let channel = 0; channel < 3; channel += 1) {
      const row = 3 * channel;
      const own = matrix[row]! * red + matrix[row + 1]! * green + matrix[row + 2]! * blue;
      pixels[at + channel] = pixels[at + channel]! * (1 - alpha / 255) + Math.min(alpha, Math.max(0, own));
    }
  });
}

/** Light that falls off to one side, and a sensor's grain. */
function paintLight({ width, height, pixels }: Raster, random: Random): void {
  const angle = random.between(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(angle) / width, Math.sin(angle) / height];
  const fall = random.between(0, 0.35);
  const grain = random.between(0, 18);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const light = 1 - fall * (0.5 + (x - width / 2) * dx + (y - height / 2) * dy);
      const noise = grain * random.between(-0.5, 0.5);
      for (let channel = 0; channel < 3; channel += 1)
        pixels[at + channel] = pixels[at + channel]! * light + noise;
    }
  }
}
