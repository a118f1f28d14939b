/** Colours by hue, and the change of a drawing's colours. */
import type { Colour } from './raster.js';

/** A colour of hue in turns, saturation and lightness in 0..1. */
export function fromHsl(hue: number, saturation: number, lightness: number): Colour {
  const spread = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const sector = (offset + 12 * hue) % 12;
    return 255 * (lightness - spread * Math.max(-1, Math.min(sector - 3, 9 - sector, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

/** A 3x3 matrix over RGB, row-major. */
export type ColourMatrix = readonly number[];

const luma = [0.299, 0.587, 0.114] as const;

/**
 * Turns hues by `turns`, scales saturation and then brightness. The hue turns around the grey axis, as in
 * cos·(I − J/3) + sin·K/√3 + J/3, where J is all ones and K the cross product with (1, 1, 1).
 */
export function colourMatrix(turns: number, saturation: number, brightness: number): ColourMatrix {
  const cos = Math.cos(2 * Math.PI * turns);
  const sin = Math.sin(2 * Math.PI * turns) / Math.sqrt(3);
  const third = (1 - cos) / 3;
  const same = cos + third;
  const turned = [
    same,
    third - sin,
    third + sin,
    third + sin,
    same,
    third - sin,
    third - sin,
    third + sin,
    same,
  ];
  const row = (at: number) => [0, 1, 2].map((column) => turned[3 * at + column]!);
  const rows = [row(0), row(1), row(2)];
  const grey = [0, 1, 2].map((column) =>
    luma.reduce((sum, share, at) => sum + share * rows[at]![column]!, 0),
  );
  return rows.flatMap((values) =>
    values.map((value, column) => brightness * (saturation * value + (1 - saturation) * grey[column]!)),
  );
}
