import { bestIou } from '../best-iou.js';
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

/** IoUs of the boxes of one level, each computed again only where its box has changed since the level before. */
function makeJudge(truths: readonly Box[]): (boxes: LevelBoxes, at: number) => number {
  const known = new Map<number, { box: Box; iou: number }>();
  return ({ tree, left, top, right, bottom }, at) => {
    const last = known.get(tree[at]!);
    const [x0, y0, x1, y1] = [left[at]!, top[at]!, right[at]!, bottom[at]!];
    if (last?.box[0] === x0 && last.box[1] === y0 && last.box[2] === x1 && last.box[3] === y1)
      return last.iou;
    const box: Box = [x0, y0, x1, y1];
    const iou = bestIou(box, truths);
    known.set(tree[at]!, { box, iou });
    return iou;
  };
}

/**
 * At each threshold i / n of a map's maximum, what its boxes (8-connected) are worth, as bits: 1 where the largest
 * component's box has an IoU of at least .5 with a true box, 2, 4 and 8 where any component's has one of .3, .5, .7.
 *
 * The sweep gives every box. Which component is the largest it does not know: that is asked only where some are right and
 * others are not, at few thresholds (settleContests).
 *
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
  truths: readonly Box[],
): Uint8Array {
  const answers = new Uint8Array(n);
  const maximum = interpolatedMax(map, h, w, width, height);
  const at = (index: number) =>
    components(map, h, w, width, height, thresholdOf(index / n, maximum), 8) ?? [];
  const judge = makeJudge(truths);
  const contests: Contest[] = [];
  sweepThresholds(map, h, w, width, height, n, (index, boxes) => {
    if (boxes === null) {
      const found = at(index);
      const best = found.reduce((most, { box }) => Math.max(most, bestIou(box, truths)), 0);
      const isRight = bestIou(largestComponent(found)?.box ?? null, truths) >= 0.5;
      answers[index] = anyBits(best) | (isRight ? largest50 : 0);
      return;
    }
    let best = 0;
    let right = 0;
    for (let one = 0; one < boxes.count; one++) {
      const iou = judge(boxes, one);
      if (iou > best) best = iou;
      if (iou >= 0.5) right++;
    }
    answers[index] = anyBits(best) | (right === boxes.count ? largest50 : 0);
    if (right === 0 || right === boxes.count) return;
    const order = Array.from({ length: boxes.count }, (_, one) => one);
    order.sort((a, b) => boxes.first[a]! - boxes.first[b]!);
    contests.push({
      index,
      trees: order.map((one) => boxes.tree[one]!),
      isRight: order.map((one) => judge(boxes, one) >= 0.5),
    });
  });
  for (const index of settleContests(contests, (index) => at(index).map(({ pixels }) => pixels)))
    answers[index] = answers[index]! | largest50;
  return answers;
}
