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

/**
 * The tree that is the largest at both levels and at all between them; null where that is not certain. As the threshold
 * falls a component only grows. So between two levels at which a tree lives, whatever does not belong to it yet ends in
 * another component of the lower level, or in what it gains itself: where it is larger at the higher level than each of
 * these, it is the largest throughout.
 */
function ruler(high: Sized, low: Sized): number | null {
  const most = indexOfLargest(high.pixels);
  const tree = high.trees[most]!;
  const least = high.pixels[most]!;
  if (!low.trees.includes(tree)) return null;
  const rivals = low.pixels.map((pixels, i) => (low.trees[i] === tree ? pixels - least : pixels));
  return rivals.every((pixels) => pixels < least) ? tree : null;
}

/**
 * The levels among the contests at which the largest component is right. Sizes are asked for at the first and the last,
 * and between two of them, by halves, only while they leave it open.
 *
 * @param contests in descending order of their levels
 * @param pixelsAt the sizes of the components at a level, in raster order of their first pixels
 */
export function settleContests(
  contests: readonly Contest[],
  pixelsAt: (index: number) => readonly number[],
): readonly number[] {
  const right: number[] = [];
  const settle = ({ index, isRight }: Contest, winner: number): void => {
    if (isRight[winner]) right.push(index);
  };
  const decide = (at: number): Sized => {
    const contest = { ...contests[at]!, pixels: pixelsAt(contests[at]!.index) };
    settle(contest, indexOfLargest(contest.pixels));
    return contest;
  };
  const between = (from: number, high: Sized, to: number, low: Sized): void => {
    if (to - from <= 1) return;
    const tree = ruler(high, low);
    if (tree === null) {
      const middle = (from + to) >> 1;
      const one = decide(middle);
      between(from, high, middle, one);
      between(middle, one, to, low);
    } else for (const one of contests.slice(from + 1, to)) settle(one, one.trees.indexOf(tree));
  };
  if (contests.length === 0) return right;
  const last = contests.length - 1;
  const high = decide(0);
  if (last > 0) between(0, high, last, decide(last));
  return right;
}
