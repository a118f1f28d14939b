/** A level at which some components are right and others are not, so that it matters which one is the largest. */
export type Contest = {
  readonly index: number;
  /** The living trees, in raster order of their components' first pixels. */
  readonly trees: readonly number[];
  /** Whether each one's box is right. */
  readonly isRight: readonly boolean[];
};

type Sized = Contest & { readonly pixels: readonly number[] };

/** Position of the largest, ties to the first. */
const indexOfLargest = (pixels: readonly number[]): number => pixels.indexOf(Math.max(...pixels));

const sameTrees = (a: Contest, b: Contest): boolean =>
  a.trees.length === b.trees.length && a.trees.every((tree) => b.trees.includes(tree));

/**
 * The tree that is the largest at both levels and at all between them; null where that is not certain. As the threshold
 * falls a component only grows: one that is larger at the higher level than the others are at the lower one is the largest
 * throughout.
 */
function ruler(high: Sized, low: Sized): number | null {
  const tree = high.trees[indexOfLargest(high.pixels)]!;
  const least = Math.max(...high.pixels);
  return low.trees.every((other, i) => other === tree || low.pixels[i]! < least) ? tree : null;
}

/**
 * The levels among the contests at which the largest component is right. Sizes are asked for at the two ends of a stretch
 * of neighbouring levels with the same trees, and between them, by halves, only while they leave it open.
 *
 * @param contests in descending order of their levels
 * @param pixelsAt the sizes of the components at a level, in raster order of their first pixels
 */
export function settleContests(
  contests: readonly Contest[],
  pixelsAt: (index: number) => readonly number[],
): readonly number[] {
  const right: number[] = [];
  const sized = (contest: Contest): Sized => ({ ...contest, pixels: pixelsAt(contest.index) });
  const settle = ({ index, isRight }: Contest, winner: number): void => {
    if (isRight[winner]) right.push(index);
  };
  const between = (from: number, high: Sized, to: number, low: Sized): void => {
    if (to - from <= 1) return;
    const tree = ruler(high, low);
    if (tree !== null) {
      for (const contest of contests.slice(from + 1, to)) settle(contest, contest.trees.indexOf(tree));
      return;
    }
    const middle = (from + to) >> 1;
    const one = sized(contests[middle]!);
    settle(one, indexOfLargest(one.pixels));
    between(from, high, middle, one);
    between(middle, one, to, low);
  };
  for (let from = 0, end = 0; from < contests.length; from = end) {
    for (end = from + 1; end < contests.length; end++)
      if (
        contests[end]!.index !== contests[end - 1]!.index - 1 ||
        !sameTrees(contests[from]!, contests[end]!)
      )
        break;
    const high = sized(contests[from]!);
    settle(high, indexOfLargest(high.pixels));
    if (end - from === 1) continue;
    const low = sized(contests[end - 1]!);
    settle(low, indexOfLargest(low.pixels));
    between(from, high, end - 1, low);
  }
  return right;
}
