import { components } from '../components.js';
import { interpolatedMax } from '../interpolated-max.js';
import { largestComponent } from '../largest-component.js';
import { thresholdOf } from '../threshold.js';
import { type Contest, settleContests } from './contests.js';
import type { LevelBoxes } from './living.js';
import { sweepThresholds } from './sweep-thresholds.js';

/** Whether the largest component's box reaches an IoU of .5. */
const largest50 = 1;
/** Whether any one's reaches .3, .5, .7: bits 2, 4, 8. */
const anyBits = (iou: number): number => (iou >= 0.3 ? 2 : 0) | (iou >= 0.5 ? 4 : 0) | (iou >= 0.7 ? 8 : 0);

/** What a box is worth, told by its sides: a thousand levels have no box made for each. */
export type Worth = (left: number, top: number, right: number, bottom: number) => number;

/** Its components put in raster order. @param ious what each one's box is worth */
function contestOf(index: number, { count, first, tree }: LevelBoxes, ious: Float64Array): Contest {
  const order = Array.from({ length: count }, (_, one) => one).sort((a, b) => first[a]! - first[b]!);
  return { index, trees: order.map((one) => tree[one]!), isRight: order.map((one) => ious[one]! >= 0.5) };
}

/**
 * At each threshold i / n of a map's maximum, what its boxes (8-connected) are worth, as bits: 1 where the largest
 * component's box has an IoU of at least .5 with a true box, 2, 4 and 8 where any component's has one of .3, .5, .7.
 *
 * The sweep gives every box. Which component is the largest it does not know: that is asked only where some are right and
 * others are not, at few thresholds (settleContests).
 *
 * @param worth the best IoU with a true box
 * @returns [n]; zeros where the map is nowhere positive or not finite
 * @throws RangeError on impossible shapes
 */
export function answersOfGrid(
  map: Float32Array,
  h: number,
  w: number,
  width: number,
  height: number,
  n: number,
  worth: Worth,
): Uint8Array {
  const answers = new Uint8Array(n);
  const maximum = interpolatedMax(map, h, w, width, height);
  const at = (index: number) =>
    components(map, h, w, width, height, thresholdOf(index / n, maximum), 8) ?? [];
  const contests: Contest[] = [];
  let ious = new Float64Array(0);
  sweepThresholds(map, h, w, width, height, n, (index, boxes) => {
    if (boxes === null) {
      const found = at(index);
      const best = found.reduce((most, { box }) => Math.max(most, worth(...box)), 0);
      const largest = largestComponent(found);
      const isRight = largest !== undefined && worth(...largest.box) >= 0.5;
      answers[index] = anyBits(best) | (isRight ? largest50 : 0);
      return;
    }
    const { count, left, top, right, bottom, isOther } = boxes;
    // Made once: the boxes' room is the same at all levels, and at the first of them every box is another one.
    if (count > ious.length) ious = new Float64Array(left.length);
    let best = 0;
    let areRight = 0;
    for (let one = 0; one < count; one++) {
      if (isOther[one] === 1) ious[one] = worth(left[one]!, top[one]!, right[one]!, bottom[one]!);
      const iou = ious[one]!;
      if (iou > best) best = iou;
      if (iou >= 0.5) areRight++;
    }
    const isContest = areRight > 0 && areRight < count;
    answers[index] = anyBits(best) | (areRight > 0 && !isContest ? largest50 : 0);
    if (isContest) contests.push(contestOf(index, boxes, ious));
  });
  for (const index of settleContests(contests, (index) => at(index).map(({ pixels }) => pixels)))
    answers[index] = answers[index]! | largest50;
  return answers;
}
