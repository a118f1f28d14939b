import { axis } from '@camfleet/cam';
import { heatOf } from '@camfleet/pictures';

const levels = 256;

/** Red, green, blue and opacity of each level of heat: [levels, 4]. */
const palette = Uint8ClampedArray.from({ length: 4 * levels }, (_, at) => {
  const { colour, opacity } = heatOf(Math.floor(at / 4) / (levels - 1));
  return [...colour, 255 * opacity][at % 4]!;
});

/**
 * A map as a layer of heat to lay over a picture: interpolated as boxes are drawn from it, as a share of its own maximum,
 * in the colours that the contact sheet uses. What is negative shows as nothing.
 *
 * @param map [h, w], raw
 * @returns RGBA, [height, width, 4]
 */
export function heatPixels(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * width * height);
  const most = map.reduce((most, value) => Math.max(most, value), 0);
  const scale = most > 0 ? (levels - 1) / most : 0;
  const down = axis(h, height);
  const across = axis(w, width);
  const row = new Float64Array(w + 1);
  for (let cellY = 0; cellY < down.cells; cellY++) {
    const above = cellY * w;
    const below = Math.min(cellY + 1, h - 1) * w;
    for (let y = down.start[cellY]!; y < down.start[cellY + 1]!; y++) {
      for (let x = 0; x <= w; x++) {
        const column = Math.min(x, w - 1);
        row[x] = map[above + column]! + (map[below + column]! - map[above + column]!) * down.fraction[y]!;
      }
      let at = 4 * y * width;
      for (let cellX = 0; cellX < across.cells; cellX++) {
        const left = row[cellX]!;
        const rise = row[cellX + 1]! - left;
        for (let x = across.start[cellX]!; x < across.start[cellX + 1]!; x++, at += 4) {
          const heat = (left + rise * across.fraction[x]!) * scale;
          const level = heat > 0 ? 4 * Math.min(Math.round(heat), levels - 1) : 0;
          pixels[at] = palette[level]!;
          pixels[at + 1] = palette[level + 1]!;
          pixels[at + 2] = palette[level + 2]!;
          pixels[at + 3] = palette[level + 3]!;
        }
      }
    }
  }
  return pixels;
}
