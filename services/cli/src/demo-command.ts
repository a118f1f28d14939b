/** camfleet demo: scenes drawn here, run through everything that a user's pictures would go through. */
import {
  demoKeys,
  type FailedOutcome,
  newRunId,
  type ObjectStore,
  type Outcome,
  type Summary,
} from '@camfleet/contracts';
import { families, loadDrawings, objectClasses, writeScenes } from '@camfleet/demo-model';
import { createDecoder, encodeJpeg, encodePng, rasterise } from '@camfleet/imaging';
import { readOutcomes } from '@camfleet/results';
import type { CommandContext } from './carry-out.js';
import { drawContactSheet } from './draw-contact-sheet.js';
import { openNamedStore } from './open-named-store.js';
import { plainChoices } from './plain-choices.js';
import { runCommand } from './run-command.js';

export interface DemoFlags {
  readonly store: string;
  readonly scenes: number;
  readonly seed: number;
  readonly broken: boolean;
}

export interface DemoResult {
  readonly summary: Summary;
  /** Where the PNG lies. */
  readonly contactSheet: string;
  /** Outcomes of the rows that have something wrong. */
  readonly failed: readonly FailedOutcome[];
}

/** Seeds of the training's scenes lie below; the demo's are its own. */
const firstSeed = 2_000_000;
/** Between the first scenes of two values of --seed: more than there are scenes. */
const seedStep = 10_000;

export async function demoCommand(flags: DemoFlags, context: CommandContext): Promise<DemoResult> {
  const store = await openNamedStore(flags.store, context.config, context.closer);
  await store.check();
  const run = newRunId(new Date());
  const manifest = await drawScenes(flags, run, store, context);
  const begin = { ...plainChoices, model: null, run, manifest };
  const summary = await runCommand({ ...workforce, store: flags.store, begin }, context);
  const outcomes: Outcome[] = [];
  for await (const outcome of readOutcomes(store, run, context.signal)) outcomes.push(outcome);
  const { contactSheet } = demoKeys(run);
  const decoder = context.closer.add(createDecoder({ threads: 1 }));
  const sheet = await drawContactSheet({ store, decoder }, summary, outcomes);
  await store.put(contactSheet, await encodePng(sheet, '256'));
  return {
    summary,
    contactSheet: `${store.address}/${contactSheet}`,
    failed: outcomes.filter((outcome) => outcome.outcome === 'failed'),
  };
}

const workforce = { workers: 1, provider: 'cpu', batchSize: 16, lanes: null, threads: null } as const;

/** Of drawings of a family that the network never saw, with a counter on a terminal; returns the manifest's address. */
async function drawScenes(
  { scenes, seed, broken }: DemoFlags,
  run: string,
  store: ObjectStore,
  { output, signal }: CommandContext,
): Promise<string> {
  const { scene } = demoKeys(run);
  const kinds = objectClasses.length;
  output.note(`drawing ${scenes} scenes of ${kinds} everyday objects into ${store.address}/${scene('')}`);
  const { stderr } = process;
  await writeScenes({
    drawings: await loadDrawings(families.heldOut, rasterise),
    seed: firstSeed + (seed - 1) * seedStep,
    count: scenes,
    broken,
    encode: encodeJpeg,
    put: (name, bytes) => store.put(scene(name), bytes, signal),
    onDrawn: (drawn) => {
      if (stderr.isTTY) stderr.write(`\r${drawn}/${scenes}${drawn === scenes ? '\n' : ''}`);
    },
    signal,
  });
  return `${store.address}/${scene('manifest.jsonl')}`;
}
