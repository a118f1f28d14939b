/** CMYK to RGB without a profile. */

/**
 * [pixels, 4], 0 is no ink, to [pixels, 3]: a colour is what neither its ink nor black takes away,
 * 255 · (1 - c) · (1 - k), in the whole numbers of Pillow (`cmyk2rgb` in its Convert.c).
 */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let source = 0, target = 0; source < cmyk.length; source += 4) {
    const light = 255 - cmyk[source + 3]!;
    for (let ink = 0; ink < 3; ink++) {
      const product = cmyk[source + ink]! * light + 128;
      rgb[target++] = Math.max(0, light - (((product >> 8) + product) >> 8));
    }
  }
  return rgb;
}
