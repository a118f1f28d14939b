/** Largest width or height of an image, in pixels, so that pixel counts stay far below 2^53. */
const maxImageSidePixels = 2 ** 20;

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;

/**
 * Whether every value of an h×w map is finite. A NaN or an infinity has no place in an interpolated image.
 *
 * @throws RangeError when the map is not h·w values long, or a size is not a positive integer
 */
export function checkMap(map: Float32Array, h: number, w: number, width: number, height: number): boolean {
  if (!isCount(h) || !isCount(w) || map.length !== h * w)
    throw new RangeError(`a map of ${h}×${w} holds ${h * w} values, not ${map.length}`);
  if (!isCount(width) || !isCount(height) || Math.max(width, height) > maxImageSidePixels)
    throw new RangeError(`an image of ${width}×${height} pixels cannot be interpolated`);
  for (let index = 0; index < map.length; index++) if (!Number.isFinite(map[index]!)) return false;
  return true;
}
