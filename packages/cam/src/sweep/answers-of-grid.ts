import type { Box } from '../box.js';
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

const boxAt = ({ left, top, right, bottom }: LevelBoxes, at: number): Box => [
  left[at]!,
  top[at]!,
  right[at]!,
  bottom[at]!,
];

/** Its components put in raster order. */
function contestOf(index: number, { count, first, tree }: LevelBoxes, isRight: readonly boolean[]): Contest {
  const order = Array.from({ length: count }, (_, one) => one).sort((a, b) => first[a]! - first[b]!);
  return { index, trees: order.map((one) => tree[one]!), isRight: order.map((one) => isRight[one]!) };
}

/**
 * At each threshold i / n of a map's maximum, what its boxes (8-connected) are worth, as bits: 1 where the largest
 * component's box has an IoU of at least .5 with a true box, 2, 4 and 8 where any component's has one of .3, .5, .7.
 *
 * The sweep gives every box. Which component is the largest it does not know: that is asked only where some are right and
 * others are not, at few thresholds (settleContests).
 *
 * @param worth of a box: its best IoU with a true one
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
  worth: (box: Box) => number,
): Uint8Array {
  const answers = new Uint8Array(n);
  const maximum = interpolatedMax(map, h, w, width, height);
  const at = (index: number) =>
    components(map, h, w, width, height, thresholdOf(index / n, maximum), 8) ?? [];
  const contests: Contest[] = [];
  sweepThresholds(map, h, w, width, height, n, (index, boxes) => {
    if (boxes === null) {
      const found = at(index);
      const best = found.reduce((most, { box }) => Math.max(most, worth(box)), 0);
      const largest = largestComponent(found);
      const isRight = largest !== undefined && worth(largest.box) >= 0.5;
      answers[index] = anyBits(best) | (isRight ? largest50 : 0);
      return;
    }
    const isRight: boolean[] = [];
    let best = 0;
    for (let one = 0; one < boxes.count; one++) {
      const iou = worth(boxAt(boxes, one));
      if (iou > best) best = iou;
      isRight.push(iou >= 0.5);
    }
    const isContest = isRight.includes(true) && isRight.includes(false);
    answers[index] = anyBits(best) | (isRight[0] && !isContest ? largest50 : 0);
    if (isContest) contests.push(contestOf(index, boxes, isRight));
  });
  for (const index of settleContests(contests, (index) => at(index).map(({ pixels }) => pixels)))
    answers[index] = answers[index]! | largest50;
  return answers;
}
