/** locate: what the network says of an image → its classes, scores, rounded maps and the boxes drawn from them. */
import { type BoxPolicy, identityGap, toHalf } from '@camfleet/cam';
import {
  type Box,
  type Failure,
  failure,
  type Guess,
  type InputArea,
  type ModelDescription,
  Problem,
} from '@camfleet/contracts';
import type { Inference } from '@camfleet/inference';
import { drawAll } from '@camfleet/results';

export interface Located {
  readonly classes: readonly number[];
  readonly scores: readonly number[];
  readonly boxes: readonly (Box | null)[];
  readonly guesses: readonly Guess[];
  /** Half floats [classes, height, width]. */
  readonly maps: Uint16Array;
}

/** The largest half float: a map beyond it could not be stored. */
const halfMax = 65_504;

/**
 * Keeps the top k and those wanted classes that are true of this image and not among them. Boxes are drawn from the
 * rounded maps, the ones that are stored, so that drawing them again gives the same. Throws a Problem when the head's
 * identity does not hold: then every map of this model is in doubt. Without a policy, the top k classes and their scores.
 */
export function locateClasses(
  inference: Inference,
  labels: readonly number[],
  model: ModelDescription,
  policy: BoxPolicy | null,
  { width, height, area }: { width: number; height: number; area: InputArea },
): Located | Failure {
  const { topK, map } = model;
  const cells = map.height * map.width;
  const kept = inference.classes
    .map((label, slot) => ({ label, slot }))
    .filter(({ label, slot }) => slot < topK || isNewTruth(label, slot, inference, labels, topK));
  const mapOf = (slot: number) => inference.maps.subarray(slot * cells, (slot + 1) * cells);
  // Padding is not looked at: it depends on the other rows of the shard.
  const isStorable = ({ slot }: { slot: number }) =>
    Number.isFinite(inference.logits[slot]) && mapOf(slot).every((value) => Math.abs(value) <= halfMax);
  // Every score is a share of all classes together.
  if (!Number.isFinite(inference.logsumexp) || !kept.every(isStorable)) {
    return failure('result-not-finite', 'the network answered with values that are not finite or too large');
  }
  checkIdentity(inference, model);
  if (policy === null) return classesOnly(inference, topK);
  const maps = new Uint16Array(kept.length * cells);
  for (const [i, { slot }] of kept.entries()) {
    maps.set(toHalf(mapOf(slot)), i * cells);
  }
  const classes = kept.map(({ label }) => label);
  const stored = { classes, maps, mapHeight: map.height, mapWidth: map.width, width, height };
  return {
    classes,
    scores: kept.map(({ slot }) => scoreOf(inference, slot)),
    ...drawAll(stored, area, topK, policy),
    maps,
  };
}

function classesOnly(inference: Inference, topK: number): Located {
  const classes = inference.classes.slice(0, topK);
  return {
    classes,
    scores: classes.map((_, slot) => scoreOf(inference, slot)),
    boxes: classes.map(() => null),
    guesses: [],
    maps: new Uint16Array(0),
  };
}

/** The softmax share of a class, as the single float that is stored. */
function scoreOf({ logits, logsumexp }: Inference, slot: number): number {
  return Math.fround(Math.exp(logits[slot]! - logsumexp));
}

/** Wanted slots beyond this image's own labels are padding, and a label may be among the top k already. */
function isNewTruth(
  label: number,
  slot: number,
  inference: Inference,
  labels: readonly number[],
  topK: number,
): boolean {
  return slot - topK < labels.length && !inference.classes.slice(0, topK).includes(label);
}

function checkIdentity({ maps, logits, classes }: Inference, model: ModelDescription): void {
  const { head, map, identity } = model;
  const gap = identityGap(
    head,
    maps.subarray(0, map.height * map.width),
    head.bias[classes[0]!]!,
    logits[0]!,
  );
  if (gap !== null && !(gap <= identity.tolerance)) {
    throw new Problem(
      'model-identity',
      `the maps of ${model.name} do not add up to its logits (gap ${gap.toExponential(1)}, allowed ${identity.tolerance}): ` +
        'check it with "camfleet models check" and prepare it anew',
    );
  }
}
