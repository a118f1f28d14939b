/** The demo's contact sheet, from the outcomes of its run. */
import { bestIou, fromHalf } from '@camfleet/cam';
import {
  demoKeys,
  isFailure,
  type ObjectStore,
  type OkOutcome,
  type Outcome,
  type Summary,
} from '@camfleet/contracts';
import { objectClasses } from '@camfleet/demo-model';
import type { Decoder } from '@camfleet/imaging';
import {
  contactSheet,
  findingsShown,
  type Raster,
  type SheetEntry,
  type SheetFinding,
} from '@camfleet/pictures';
import { z } from 'zod';

const entriesShown = 12;

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const truthSchema = z.object({
  uri: z.string(),
  boxes: z.array(z.object({ box, label: z.string() })).default([]),
});
type Truth = z.infer<typeof truthSchema>;

/**
 * Twelve scenes, right and wrong as they come: in the order of the manifest, each whose first object is of a class that
 * none before it began with.
 */
export async function drawContactSheet(
  { store, decoder }: { readonly store: ObjectStore; readonly decoder: Decoder },
  summary: Summary,
  outcomes: readonly Outcome[],
): Promise<Raster> {
  const { scene } = demoKeys(summary.run);
  const read = async (name: string) => {
    const bytes = await store.get(scene(name));
    if (bytes === null) throw new Error(`${scene(name)} is gone from the store`);
    return bytes;
  };
  const lines = Buffer.from(await read('manifest.jsonl'))
    .toString()
    .split('\n');
  const seen = outcomes.filter((outcome) => outcome.outcome === 'ok');
  const known = seen.map((outcome) => ({
    outcome,
    truth: truthSchema.parse(JSON.parse(lines[outcome.index]!)),
  }));
  const entries: SheetEntry[] = [];
  for (const { outcome, truth } of choose(known)) {
    entries.push(await entryOf(decoder, outcome, truth, await read(truth.uri)));
  }
  const { accuracy } = summary;
  const percent = (share: number | null | undefined) => `${(100 * (share ?? 0)).toFixed(1)}%`;
  const title = [
    `camfleet demo: ${summary.images.ok} scenes, drawings that the network never saw`,
    `top-1 class ${percent(accuracy?.top1Cls)}, GT-known box ${percent(accuracy?.gtKnown)}`,
  ].join('.  ');
  return contactSheet(title, entries);
}

function choose<T extends { readonly truth: Truth }>(scenes: readonly T[]): T[] {
  const shown = new Set<string>();
  return scenes
    .filter(({ truth }) => {
      const first = truth.boxes[0]?.label;
      return first !== undefined && !shown.has(first) && shown.add(first);
    })
    .slice(0, entriesShown);
}

async function entryOf(
  { decode }: Decoder,
  outcome: OkOutcome,
  truth: Truth,
  jpeg: Uint8Array,
): Promise<SheetEntry> {
  const { width, height } = outcome;
  const picture = await decode(jpeg, { width, height });
  if (isFailure(picture)) throw new Error(`${truth.uri} could be read a moment ago: ${picture.message}`);
  return {
    picture: { width, height, pixels: new Uint8ClampedArray(picture.pixels.buffer) },
    truths: truth.boxes.map(({ label, box }) => ({ name: label, box })),
    findings: outcome.classes.slice(0, findingsShown).map((_, index) => findingOf(outcome, index, truth)),
  };
}

function findingOf(outcome: OkOutcome, index: number, truth: Truth): SheetFinding {
  const { name } = objectClasses[outcome.classes[index]!]!;
  const { mapWidth: width, mapHeight: height } = outcome;
  const size = width * height;
  const found = outcome.boxes[index] ?? null;
  const known = truth.boxes.filter(({ label }) => label === name).map(({ box }) => box);
  return {
    name,
    score: outcome.scores[index]!,
    map: { width, height, values: fromHalf(outcome.maps.subarray(index * size, (index + 1) * size)) },
    box: found,
    iou: known.length === 0 ? null : found === null ? 0 : bestIou(found, known),
  };
}
