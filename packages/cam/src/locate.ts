import type { Box } from './box.js';
import type { BoxPolicy } from './box-policy.js';
import { components } from './components.js';
import { interpolatedMax } from './interpolated-max.js';
import { thresholdOf } from './threshold.js';

/**
 * The box a policy draws from a map, in pixels of the image; null where it draws none, or a value is not finite.
 *
 * @param map [h, w], raw: neither bias nor activation; stretched over the width×height image as Axis defines
 * @throws RangeError on impossible shapes
 */
export function locate(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  { rule }: BoxPolicy,
): Box | null {
  const maximum = interpolatedMax(map, h, w, width, height);
  if (!(maximum > 0)) return null;
  const threshold = thresholdOf(rule.shareOfMaximum, maximum);
  const found = components(map, h, w, width, height, threshold, rule.connectivity) ?? [];
  let largest = found[0];
  for (const component of found) if (component.pixels > (largest?.pixels ?? 0)) largest = component;
  return largest?.box ?? null;
}
