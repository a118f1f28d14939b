import type { Box } from './box.js';
import { clipBox } from './clip-box.js';

/**
 * What a map shows: a rectangle of whole pixels of the image, which may reach beyond it. A map is stretched over its view
 * as over an image of its own; boxes are moved from there to the image and cut to it. The view of a whole image is
 * [0, 0] and the image's size.
 */
export type View = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** A box in pixels of the view, in pixels of the width×height image; null where none of it lies in the image. */
export function fromView(
  [x0, y0, x1, y1]: Box,
  { left, top }: View,
  width: number,
  height: number,
): Box | null {
  return clipBox([x0 + left, y0 + top, x1 + left, y1 + top], width, height);
}

/** A box in pixels of the image, in pixels of the view. */
export function toView([x0, y0, x1, y1]: Box, { left, top }: View): Box {
  return [x0 - left, y0 - top, x1 - left, y1 - top];
}
