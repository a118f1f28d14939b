/** One drawing of an object, ready to be laid into scenes at any size. */

/** RGBA with colours multiplied by alpha, [side, side, 4], 0..255. */
export interface DrawingLevel {
  readonly side: number;
  readonly pixels: Float32Array;
}

export interface Drawing {
  /** Index of the class that it shows. */
  readonly label: number;
  /** Halved again and again, largest first, so that a small object is sampled without aliasing. */
  readonly levels: readonly DrawingLevel[];
  /** Tight around the pixels that are at least half opaque, as shares of the side: centre and larger extent. */
  readonly centre: readonly [number, number];
  readonly extent: number;
}

const smallestSide = 16;

/** From straight RGBA, [side, side, 4]; throws RangeError where no pixel is opaque. */
export function createDrawing(label: number, rgba: Uint8Array, side: number): Drawing {
  const levels = [multiplied(rgba, side)];
  while (levels.at(-1)!.side >= 2 * smallestSide) levels.push(halved(levels.at(-1)!));
  return { label, levels, ...opaquePart(levels[0]!) };
}

function multiplied(rgba: Uint8Array, side: number): DrawingLevel {
  const pixels = new Float32Array(4 * side * side);
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = rgba[at + 3]!;
    for (let channel = 0; channel < 3; channel += 1)
      pixels[at + channel] = (rgba[at + channel]! * alpha) / 255;
    pixels[at + 3] = alpha;
  }
  return { side, pixels };
}

function halved(level: DrawingLevel): DrawingLevel {
  const side = level.side >> 1;
  const pixels = new Float32Array(4 * side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const from = 4 * (2 * y * level.side + 2 * x);
      const below = from + 4 * level.side;
      for (let channel = 0; channel < 4; channel += 1) {
        const at = from + channel;
        const under = below + channel;
        pixels[4 * (y * side + x) + channel] =
          (level.pixels[at]! + level.pixels[at + 4]! + level.pixels[under]! + level.pixels[under + 4]!) / 4;
      }
    }
  }
  return { side, pixels };
}

function opaquePart({ side, pixels }: DrawingLevel): Pick<Drawing, 'centre' | 'extent'> {
  let [left, top, right, bottom] = [side, side, 0, 0];
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      if (pixels[4 * (y * side + x) + 3]! < 127.5) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  if (right === 0) throw new RangeError('the drawing has no opaque pixel');
  return {
    centre: [(left + right) / 2 / side, (top + bottom) / 2 / side],
    extent: Math.max(right - left, bottom - top) / side,
  };
}
