import type { Box } from './box.js';
import type { BoxPolicy } from './box-policy.js';
import { type Component, type Connectivity, components } from './components.js';
import { interpolatedMax } from './interpolated-max.js';
import { keepDistinct } from './keep-distinct.js';
import { largestComponent } from './largest-component.js';
import { drawPublished } from './published/draw-published.js';
import { thresholdOf } from './threshold.js';

/**
 * Every box a policy draws from a map, in pixels of the image, the primary one first; none where the map is nowhere
 * positive, or a value is not finite.
 *
 * @param map [h, w], raw: neither bias nor activation; stretched over the width×height image as Axis defines
 * @throws RangeError on impossible shapes
 */
export function drawBoxes(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  { rule }: BoxPolicy,
): readonly Box[] {
  const maximum = interpolatedMax(map, h, w, width, height);
  if (!(maximum > 0)) return [];
  const at = (share: number, connectivity: Connectivity): readonly Component[] =>
    components(map, h, w, width, height, thresholdOf(share, maximum), connectivity) ?? [];
  switch (rule.kind) {
    case 'largest-component': {
      const largest = largestComponent(at(rule.shareOfMaximum, rule.connectivity));
      return largest === undefined ? [] : [largest.box];
    }
    case 'pooled-levels': {
      const pooled = rule.levelsOf255.flatMap((level) =>
        at(level / 255, rule.connectivity).map(({ box }) => box),
      );
      return keepDistinct(pooled, rule.overlapOfLarger);
    }
    case 'published-contours': {
      const boxes = drawPublished(map, h, w, width, height, rule.shareOfMaximum);
      return rule.contours === 'largest' ? boxes.slice(0, 1) : boxes;
    }
  }
}
