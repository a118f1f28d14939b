import type { Box } from './box.js';

/** First baseline, a box that needs no network: the centred box of half the image's area and of its proportions: each side is √½ of the image's. Not rounded. */
export function centreBox(width: number, height: number): Box {
  const [w, h] = [width * Math.SQRT1_2, height * Math.SQRT1_2];
  return [(width - w) / 2, (height - h) / 2, (width + w) / 2, (height + h) / 2];
}

/** Second baseline: the box of the whole image. */
export const wholeBox = (width: number, height: number): Box => [0, 0, width, height];
