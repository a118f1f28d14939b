/** A drawing in its place in a scene, and how it is looked up there pixel by pixel. */
import type { Drawing, DrawingLevel } from './drawing.js';
import type { ColourMatrix } from './hue.js';

export interface Placed {
  readonly drawing: Drawing;
  /** Where the centre of its opaque part lies, in pixels of the scene. */
  readonly x: number;
  readonly y: number;
  /** Larger extent of its opaque part before it is turned, in pixels. */
  readonly size: number;
  /** Radians, clockwise. */
  readonly angle: number;
  /** Width over height, on top of the drawing's own. */
  readonly stretch: number;
  readonly mirrored: boolean;
  readonly colours: ColourMatrix;
}

/** From a pixel's centre in the scene to a level of the drawing: [u, v] = matrix · [x, y, 1]. */
export interface Lookup {
  readonly level: DrawingLevel;
  readonly matrix: readonly [number, number, number, number, number, number];
  /** Pixels of the scene that can show the drawing, half-open; may reach beyond the picture. */
  readonly reach: readonly [number, number, number, number];
}

export function lookupOf(placed: Placed): Lookup {
  const { drawing, x, y, size, angle, stretch, mirrored } = placed;
  const whole = size / drawing.extent;
  // The smallest level that is not blown up much.
  const level = drawing.levels.findLast(({ side }) => side >= 0.9 * whole) ?? drawing.levels[0]!;
  const { side } = level;
  const wide = ((mirrored ? -1 : 1) * side) / (whole * Math.sqrt(stretch));
  const high = (side * Math.sqrt(stretch)) / whole;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [a, b, c, d] = [wide * cos, wide * sin, -high * sin, high * cos];
  const [u, v] = [drawing.centre[0] * side, drawing.centre[1] * side];
  // The whole square turned about the object's centre lies within this circle: its farthest corner is on it.
  const corner = Math.hypot(...drawing.centre.map((share) => Math.max(share, 1 - share)));
  const radius = whole * corner * Math.max(Math.sqrt(stretch), 1 / Math.sqrt(stretch)) + 1;
  return {
    level,
    matrix: [a, b, u - a * x - b * y, c, d, v - c * x - d * y],
    reach: [Math.floor(x - radius), Math.floor(y - radius), Math.ceil(x + radius), Math.ceil(y + radius)],
  };
}

/** Calls `visit` for each pixel of the scene, in or outside the picture, that the drawing may touch, with its place there. */
export function visitPixels(
  { level, matrix, reach }: Lookup,
  visit: (x: number, y: number, u: number, v: number) => void,
): void {
  const [a, b, tx, c, d, ty] = matrix;
  for (let y = reach[1]; y < reach[3]; y += 1) {
    for (let x = reach[0]; x < reach[2]; x += 1) {
      // A texel's value stands at its centre, half a texel in.
      const u = a * (x + 0.5) + b * (y + 0.5) + tx - 0.5;
      const v = c * (x + 0.5) + d * (y + 0.5) + ty - 0.5;
      if (u > -1 && v > -1 && u < level.side && v < level.side) visit(x, y, u, v);
    }
  }
}

/** One channel (3 is alpha) at a place in the drawing, bilinear; beyond the edge all is transparent. */
export function sampleAt({ side, pixels }: DrawingLevel, u: number, v: number, channel: number): number {
  const left = Math.floor(u);
  const top = Math.floor(v);
  const right = u - left;
  const down = v - top;
  const texel = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= side || row >= side ? 0 : pixels[4 * (row * side + column) + channel]!;
  return (
    (texel(left, top) * (1 - right) + texel(left + 1, top) * right) * (1 - down) +
    (texel(left, top + 1) * (1 - right) + texel(left + 1, top + 1) * right) * down
  );
}
