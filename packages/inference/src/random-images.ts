/** Random pictures, the same every time: noise at several scales, so that deep features are not all asleep. */

/** uint8 [images, height, width, 3]. */
export function randomImages(images: number, height: number, width: number): Uint8Array {
  const pixels = new Uint8Array(images * height * width * 3);
  const random = mulberry32(2016);
  for (let image = 0; image < images; image += 1) {
    // One value for every square of this many pixels: 1, 4, 16, 64, ...
    const square = 4 ** image;
    const columns = Math.ceil(width / square);
    const values = Uint8Array.from(
      { length: Math.ceil(height / square) * columns * 3 },
      () => random() * 256,
    );
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const from = (Math.floor(y / square) * columns + Math.floor(x / square)) * 3;
        pixels.set(values.subarray(from, from + 3), ((image * height + y) * width + x) * 3);
      }
    }
  }
  return pixels;
}

/** A small generator of numbers in [0, 1): Tommy Ettinger's Mulberry32, public domain. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
