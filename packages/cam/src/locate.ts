import type { Box } from './box.js';
import type { BoxPolicy } from './box-policy.js';
import { drawBoxes } from './draw-boxes.js';

/** The primary box a policy draws from a map, the first of drawBoxes; null where it draws none. */
export const locate = (
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  policy: BoxPolicy,
): Box | null => drawBoxes(map, h, w, width, height, policy)[0] ?? null;
