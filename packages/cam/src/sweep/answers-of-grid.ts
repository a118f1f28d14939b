import { components } from '../components.js';
import { interpolatedMax } from '../interpolated-max.js';
import { largestComponent } from '../largest-component.js';
import { thresholdOf } from '../threshold.js';
import type { BoxesOfTrees } from './boxes-of-trees.js';
import { type Sized, settleContests } from './contests.js';
import { reusable } from './reusable.js';
import { sweepThresholds } from './sweep-thresholds.js';

/** Whether the largest component's box reaches an IoU of .5. */
const largest50 = 1;
/** Whether any one's reaches .3, .5, .7: bits 2, 4, 8. */
const anyBits = (iou: number): number => (iou >= 0.3 ? 2 : 0) | (iou >= 0.5 ? 4 : 0) | (iou >= 0.7 ? 8 : 0);

/** What a box is worth, told by its sides: a thousand levels have no box made for each. */
export type Worth = (left: number, top: number, right: number, bottom: number) => number;

/** By level: how many components there are, how many of them are right, and what the best is worth. */
type Verdicts = { readonly count: Int32Array; readonly right: Int32Array; readonly best: Float64Array };

const rooms = {
  count: reusable(Int32Array),
  right: reusable(Int32Array),
  best: reusable(Float64Array),
};
// Written wherever it is read, so that it is not filled first.
let ious = new Float64Array(0);

/** Judges every tree's boxes on its way down, of which many are the same as the one before. Each one's IoU is put in its place among `ious`. */
function judge(swept: BoxesOfTrees, n: number, width: number, worth: Worth): Verdicts {
  const { trees, birth, death, size, base, first, left, right, bottom } = swept;
  if (ious.length < size) ious = new Float64Array(2 * size);
  const verdicts = { count: rooms.count(n), right: rooms.right(n), best: rooms.best(n) };
  for (const tree of trees) {
    let iou = 0;
    let before = -1;
    for (let level = birth[tree]!; level > death[tree]!; level--) {
      const at = base[tree]! + level;
      const isSame =
        before >= 0 &&
        first[at] === first[before] &&
        left[at] === left[before] &&
        right[at] === right[before] &&
        bottom[at] === bottom[before];
      if (!isSame) iou = worth(left[at]!, Math.floor(first[at]! / width), right[at]!, bottom[at]!);
      before = at;
      ious[at] = iou;
      verdicts.count[level]!++;
      if (iou >= 0.5) verdicts.right[level]!++;
      if (iou > verdicts.best[level]!) verdicts.best[level] = iou;
    }
  }
  return verdicts;
}

/** The trees that live at a level, in raster order. */
function treesAt({ trees, birth, death, base, first }: BoxesOfTrees, level: number): number[] {
  return trees
    .filter((tree) => birth[tree]! >= level && death[tree]! < level)
    .sort((a, b) => first[base[a]! + level]! - first[base[b]! + level]!);
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
  const swept = sweepThresholds(map, h, w, width, height, n);
  if (swept === null) return answers;
  const maximum = interpolatedMax(map, h, w, width, height);
  const at = (level: number) =>
    components(map, h, w, width, height, thresholdOf(level / n, maximum), 8) ?? [];
  const { count, right, best } = judge(swept, n, width, worth);
  const contests: number[] = [];
  for (let level = n - 1; level >= 0; level--) {
    if (swept.doubtful[level] === 1) {
      const found = at(level);
      const anyIou = found.reduce((most, { box }) => Math.max(most, worth(...box)), 0);
      const largest = largestComponent(found);
      const isRight = largest !== undefined && worth(...largest.box) >= 0.5;
      answers[level] = anyBits(anyIou) | (isRight ? largest50 : 0);
      continue;
    }
    const areAll = right[level] === count[level];
    answers[level] = anyBits(best[level]!) | (right[level]! > 0 && areAll ? largest50 : 0);
    if (right[level]! > 0 && !areAll) contests.push(level);
  }
  const sizesAt = (level: number): Sized => {
    return { level, trees: treesAt(swept, level), pixels: at(level).map(({ pixels }) => pixels) };
  };
  settleContests(contests, sizesAt, (level, tree) => {
    if (ious[swept.base[tree]! + level]! >= 0.5) answers[level] = answers[level]! | largest50;
  });
  return answers;
}
