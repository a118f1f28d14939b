import type { Box } from './box.js';
import type { BoxPolicy } from './box-policy.js';
import { drawBoxes } from './draw-boxes.js';
import { fromView, type View } from './view.js';

/**
 * Every box a policy draws of what the map shows of a width×height image, in pixels of the image, the primary one first:
 * drawn on the view, then moved to the image and cut to it. One that lies outside is left out.
 *
 * @param map [h, w], raw; stretched over `view`
 */
export function drawInView(
  map: Float32Array,
  h: number,
  w: number,
  view: View,
  { width, height }: { readonly width: number; readonly height: number },
  policy: BoxPolicy,
): readonly Box[] {
  return drawBoxes(map, h, w, view.width, view.height, policy)
    .map((box) => fromView(box, view, width, height))
    .filter((box) => box !== null);
}
