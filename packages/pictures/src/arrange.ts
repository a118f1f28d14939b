/** Where the objects of a scene stand: one to four of different classes, with some overlap and never hidden. */
import type { Drawing } from './drawing.js';
import { colourMatrix } from './hue.js';
import type { Placed } from './placed.js';
import type { Random } from './random.js';

/** Least and largest size of each object, as shares of the picture's shorter side, by how many there are. */
const sizes = [
  [0.35, 0.8],
  [0.32, 0.58],
  [0.28, 0.48],
  [0.26, 0.42],
] as const;

/** Two objects' centres are at least this share of the sum of their radii apart. */
const apart = 0.72;
const triesMax = 40;

/** Objects from back to front. `drawings` are by class; every class has one at least. */
export function arrange(
  drawings: readonly (readonly Drawing[])[],
  width: number,
  height: number,
  random: Random,
): Placed[] {
  const count = 1 + random.whole(4);
  const [least, most] = sizes[count - 1]!;
  const placed: Placed[] = [];
  for (let attempt = 0; placed.length < count && attempt < triesMax; attempt += 1) {
    const drawing = random.pick(random.pick(drawings));
    const size = random.between(least, most) * Math.min(width, height);
    const candidate: Placed = {
      drawing,
      size,
      x: random.between(0.42 * size, width - 0.42 * size),
      y: random.between(0.42 * size, height - 0.42 * size),
      angle: random.chance(0.85) ? random.between(-0.5, 0.5) : random.between(-Math.PI, Math.PI),
      stretch: random.between(0.85, 1.18),
      mirrored: random.chance(0.5),
      colours: colourMatrix(
        random.chance(0.85) ? random.between(-0.07, 0.07) : random.between(-0.5, 0.5),
        random.between(0.55, 1.25),
        random.between(0.7, 1.15),
      ),
    };
    if (placed.every((other) => standsClear(other, candidate))) placed.push(candidate);
  }
  return placed;
}

function standsClear(one: Placed, two: Placed): boolean {
  const distance = Math.hypot(one.x - two.x, one.y - two.y);
  return one.drawing.label !== two.drawing.label && distance > (apart * (one.size + two.size)) / 2;
}
