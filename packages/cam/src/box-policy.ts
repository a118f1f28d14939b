import type { Connectivity } from './components.js';

/**
 * Take the pixels of the interpolated map whose value is >= `shareOfMaximum` × the maximum of the interpolated map;
 * the box is that of their largest connected component by pixels, ties to the first in raster order of first pixels.
 * No box where the maximum is not above 0.
 */
export type LargestComponentRule = {
  readonly kind: 'largest-component';
  readonly shareOfMaximum: number;
  readonly connectivity: Connectivity;
};

/**
 * Take, for each level, the pixels whose value is >= level / 255 × the maximum, and the box of every connected component
 * of theirs. All boxes are pooled and sorted by area, largest first, ties in the order of the levels and then of raster;
 * one is dropped where it overlaps a larger kept one by more than `overlapOfLarger` of the larger one's area.
 * No box where the maximum is not above 0.
 */
export type PooledLevelsRule = {
  readonly kind: 'pooled-levels';
  readonly levelsOf255: readonly number[];
  readonly connectivity: Connectivity;
  readonly overlapOfLarger: number;
};

/**
 * Take the contours that the published convention (src/published) finds on its grid above `shareOfMaximum` of the min-max
 * normalised map, the largest by its area first: that one alone, or all of them. Scaled back to the image and rounded.
 * No box where the maximum of the interpolated map is not above 0, nor where the map is constant.
 */
export type PublishedContoursRule = {
  readonly kind: 'published-contours';
  readonly shareOfMaximum: number;
  readonly contours: 'largest' | 'all';
};

export type BoxRule = LargestComponentRule | PooledLevelsRule | PublishedContoursRule;

/**
 * Where a guess of the ILSVRC localisation error comes from: which of the predicted classes, and which of the boxes drawn
 * from its map, both counted from 0. Where there are fewer boxes it is the first one again.
 */
export type GuessSource = { readonly rank: number; readonly box: number };

/**
 * A named, versioned rule from a map to boxes. A rule never changes under a version: those of the built-in policies are
 * counted from 1, those of users' own are digests of what they define (results, definePolicy).
 */
export type BoxPolicy = {
  readonly id: string;
  readonly version: string;
  readonly rule: BoxRule;
  /** At most five, first guess first. */
  readonly guesses: readonly GuessSource[];
};

/** The first box of each of the five best classes. */
export const oneGuessAClass: readonly GuessSource[] = [0, 1, 2, 3, 4].map((rank) => ({ rank, box: 0 }));

/** A loose and a tight box for each of the two best classes, a loose one for the third. */
const twoTwoOne: readonly GuessSource[] = [
  { rank: 0, box: 0 },
  { rank: 0, box: 1 },
  { rank: 1, box: 0 },
  { rank: 1, box: 1 },
  { rank: 2, box: 0 },
];

/**
 * The built-in policies. `wsol-v1` and `wsol-v2` draw at 20 % too: their convention names no threshold for a single box,
 * MaxBoxAcc takes the best for a whole set, and a box must not depend on a set. docs/adr/0002-heuristic-221.md says what
 * `heuristic-221` keeps of the code it is named after. Only the newest version of each is here: a run keeps its own.
 */
export const boxPolicies: readonly BoxPolicy[] = [
  {
    id: 'paper-20',
    version: '1',
    rule: { kind: 'largest-component', shareOfMaximum: 0.2, connectivity: 8 },
    guesses: oneGuessAClass,
  },
  {
    id: 'heuristic-221',
    version: '1',
    rule: { kind: 'pooled-levels', levelsOf255: [20, 100, 110], connectivity: 8, overlapOfLarger: 0.5 },
    guesses: twoTwoOne,
  },
  {
    id: 'wsol-v1',
    version: '1',
    rule: { kind: 'published-contours', shareOfMaximum: 0.2, contours: 'largest' },
    guesses: oneGuessAClass,
  },
  {
    id: 'wsol-v2',
    version: '1',
    rule: { kind: 'published-contours', shareOfMaximum: 0.2, contours: 'all' },
    guesses: oneGuessAClass,
  },
];

/** A built-in policy by its name; undefined where there is none. */
export const findPolicy = (id: string): BoxPolicy | undefined =>
  boxPolicies.find((policy) => policy.id === id);
