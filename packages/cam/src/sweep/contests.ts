/** A level, and the components there. */
export type Sized = {
  readonly level: number;
  /** The trees that live there, in raster order of their components' first pixels. */
  readonly trees: readonly number[];
  readonly pixels: readonly number[];
};

/** The tree of the largest component, ties to the first. */
const largestOf = ({ trees, pixels }: Sized): number => trees[pixels.indexOf(Math.max(...pixels))]!;

/**
 * The tree that is the largest at both levels and at all between them; null where that is not certain. As the threshold
 * falls a component only grows. So between two levels at which a tree lives, whatever does not belong to it yet ends in
 * another component of the lower level, or in what it gains itself: where it is larger at the higher level than each of
 * these, it is the largest throughout.
 */
function ruler(high: Sized, low: Sized): number | null {
  const tree = largestOf(high);
  const least = Math.max(...high.pixels);
  if (!low.trees.includes(tree)) return null;
  const rivals = low.pixels.map((pixels, i) => (low.trees[i] === tree ? pixels - least : pixels));
  return rivals.every((pixels) => pixels < least) ? tree : null;
}

/**
 * Which component is the largest at levels where that matters. Sizes are asked for at the first and the last, and between two
 * of them, by halves, only while they leave it open.
 *
 * @param levels in descending order
 * @param sizesAt asked at few of them
 * @param settle called once for each, with the largest component's tree
 */
export function settleContests(
  levels: readonly number[],
  sizesAt: (level: number) => Sized,
  settle: (level: number, tree: number) => void,
): void {
  const decide = (at: number): Sized => {
    const sized = sizesAt(levels[at]!);
    settle(sized.level, largestOf(sized));
    return sized;
  };
  const between = (from: number, high: Sized, to: number, low: Sized): void => {
    if (to - from <= 1) return;
    const tree = ruler(high, low);
    if (tree === null) {
      const middle = (from + to) >> 1;
      const one = decide(middle);
      between(from, high, middle, one);
      between(middle, one, to, low);
    } else for (let at = from + 1; at < to; at++) settle(levels[at]!, tree);
  };
  if (levels.length === 0) return;
  const last = levels.length - 1;
  const high = decide(0);
  if (last > 0) between(0, high, last, decide(last));
}
