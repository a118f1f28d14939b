import type { Box } from './box.js';
import type { BoxPolicy } from './box-policy.js';

/** One guess of the ILSVRC localisation error. Without a box it is a guess all the same, and wrong in place. */
export type Guess = { readonly label: number; readonly box: Box | null };

/**
 * A policy's guesses for one image, first guess first, at most five; fewer where fewer classes were predicted.
 *
 * @param ranked predicted classes, best first
 * @param boxes of each class: what drawBoxes gave
 * @throws RangeError where boxes are wanted of a class that has no entry
 */
export function guessBoxes(
  { guesses }: BoxPolicy,
  ranked: readonly number[],
  boxes: ReadonlyMap<number, readonly Box[]>,
): readonly Guess[] {
  return guesses
    .filter(({ rank }) => rank < ranked.length)
    .map(({ rank, box }) => {
      const label = ranked[rank]!;
      const drawn = boxes.get(label);
      if (drawn === undefined) throw new RangeError(`no boxes were drawn for class ${label}`);
      return { label, box: drawn[box] ?? drawn[0] ?? null };
    });
}
