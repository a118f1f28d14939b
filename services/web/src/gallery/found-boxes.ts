/** Boxes and IoU of one outcome under any policy, by the arithmetic that workers use: packages/cam, from the stored maps. */
import { type Box, type BoxPolicy, bestIou, drawInView } from '@camfleet/cam';
import { limits } from '@camfleet/contracts';
import type { OutcomeView } from '@camfleet/protocol';
import type { Maps } from './decode-maps.js';

/** The boxes of one of an outcome's classes, by its place among them, the primary one first. Each is drawn once. */
export type BoxFinder = (place: number) => readonly Box[];

/** `maps`: in the order of the outcome's classes; null where none were kept, and then nothing is found. */
export function boxFinder(
  { width, height, area }: OutcomeView,
  maps: Maps | null,
  policy: BoxPolicy,
): BoxFinder {
  if (maps === null || width === null || height === null || area === null) return () => [];
  const view = { left: area[0], top: area[1], width: area[2] - area[0], height: area[3] - area[1] };
  const drawn = new Map<number, readonly Box[]>();
  return (place) => {
    const known = drawn.get(place);
    if (known !== undefined) return known;
    const map = maps.values[place];
    const boxes =
      map === undefined ? [] : drawInView(map, maps.height, maps.width, view, { width, height }, policy);
    drawn.set(place, boxes);
    return boxes;
  };
}

/** The true boxes of a class: its own, and those that are of any true class. */
export function trueBoxesOf(
  { labels, boxes }: NonNullable<OutcomeView['truth']>,
  label: number,
): readonly Box[] {
  if (!labels.includes(label)) return [];
  return boxes.filter((known) => known.label === null || known.label === label).map(({ box }) => box);
}

/** IoU of a class's primary box with the best of its true boxes; null where it has none. */
export function iouOf({ classes, truth }: OutcomeView, find: BoxFinder, place: number): number | null {
  const label = classes[place]?.class;
  const known = truth === null || label === undefined ? [] : trueBoxesOf(truth, label);
  return known.length === 0 ? null : bestIou(find(place)[0] ?? null, known);
}

/** Boxes of the run's own policy, as they are stored: the primary ones. */
export function storedBoxes({ classes }: OutcomeView): BoxFinder {
  return (place) => {
    const box = classes[place]?.box ?? null;
    return box === null ? [] : [box];
  };
}

/**
 * The true class that is found worst, by its place among the outcome's: by the stored boxes it is the one whose IoU the
 * server sorts by. The first true class where none has true boxes; null where there is none.
 */
export function worstTrueClass(outcome: OutcomeView, find: BoxFinder): number | null {
  // Of more true classes than this no maps were asked for, and they are not judged.
  const places = (outcome.truth?.labels ?? [])
    .slice(0, limits.wantedClassesMax)
    .map((label) => outcome.classes.findIndex((one) => one.class === label))
    .filter((place) => place >= 0);
  let [worst, least] = [places[0] ?? null, Number.POSITIVE_INFINITY];
  for (const place of places) {
    const iou = iouOf(outcome, find, place);
    if (iou !== null && iou < least) [worst, least] = [place, iou];
  }
  return worst;
}
